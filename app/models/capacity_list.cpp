#include "app/models/capacity_list.h"

#include "app/format/quantities.h"
#include "app/models/roles.h"
#include "core/domain/memory_need.h"

#include <limits>

namespace glovebox::models {

namespace {

double capacityShare(double part, double whole)
{
    return whole > 0 ? std::clamp(part / whole, 0.0, 1.0) : 0;
}

QString withPercent(double share, const QString &text)
{
    return QStringLiteral("%1%   %2").arg(static_cast<int>(share * 100)).arg(text);
}

std::uint64_t capacityLeft(std::uint64_t all, std::uint64_t taken)
{
    return all > taken ? all - taken : 0;
}

ByteCount heldOnDisk(const api::HostView &host)
{
    const api::ImageDisk images = host.diskImages.value_or(api::ImageDisk{});
    return {host.diskTemplates.value + host.diskSnapshots.value + host.diskHibernated.value + images.layers.value +
            images.roots.value};
}

} // namespace

CapacityList::CapacityList(const HostStatus &host, QObject *parent) : QAbstractListModel(parent), m_host(host)
{
    connect(&host, &HostStatus::changed, this, &CapacityList::look);
    look();
}

/// As admission does it, so that what is promised here is what a start finds.
void CapacityList::countRoom(const api::HostView &host)
{
    m_roomKnown = m_host.known() && host.slotsMax > 0;
    m_room = std::numeric_limits<int>::max();
    m_shortOf.clear();
    const auto bound = [this](std::uint64_t fits, const QString &of) {
        if (fits >= static_cast<std::uint64_t>(m_room))
            return;
        m_room = static_cast<int>(fits);
        m_shortOf = of;
    };
    bound(static_cast<std::uint64_t>(std::max(0, host.slotsMax - host.slotsUsed)), tr("all slots are taken"));
    if (host.memoryForSandboxes.value > 0)
        bound(capacityLeft(host.memoryForSandboxes.value, host.memoryPromised.value) /
                  domain::memoryNeeded(host.size).value,
              tr("memory is promised to others"));
    if (host.vcpusForSandboxes > 0 && host.size.vcpus > 0)
        bound(static_cast<std::uint64_t>(std::max(0, host.vcpusForSandboxes - host.vcpusPromised) / host.size.vcpus),
              tr("processors are promised to others"));
    if (host.diskReserved.value > 0 && host.diskFree < host.diskReserved)
        bound(0, tr("the disk is under its reserve"));
}

void CapacityList::look()
{
    const api::HostView &host = m_host.view();
    const QString unknown = tr("unknown");
    std::array<Row, 4> rows;
    rows[0] = {tr("Slots"), unknown, 0, tr("Sandboxes that hold a slot, of those that may")};
    if (m_host.known() && host.slotsMax > 0) {
        rows[0].share = capacityShare(host.slotsUsed, host.slotsMax);
        rows[0].text = withPercent(
            rows[0].share, QStringLiteral("%1 / %2").arg(format::count(host.slotsUsed), format::count(host.slotsMax)));
    }
    rows[1] = {tr("vCPU"), unknown, 0, tr("Promised to sandboxes that hold a slot, of what there is for them")};
    if (host.vcpusForSandboxes > 0) {
        rows[1].share = capacityShare(host.vcpusPromised, host.vcpusForSandboxes);
        rows[1].text = withPercent(rows[1].share, QStringLiteral("%1 / %2").arg(format::count(host.vcpusPromised),
                                                                                format::count(host.vcpusForSandboxes)));
    }
    rows[2] = {tr("RAM"), unknown, 0, tr("Promised to sandboxes that hold a slot, of what there is for them")};
    if (host.memoryForSandboxes.value > 0) {
        rows[2].share = capacityShare(static_cast<double>(host.memoryPromised.value),
                                      static_cast<double>(host.memoryForSandboxes.value));
        rows[2].text = withPercent(rows[2].share, format::part(host.memoryPromised, host.memoryForSandboxes));
    }
    rows[3] = {tr("Disk"), unknown, 0,
               tr("Images, templates, snapshots and hibernated sandboxes, of that and what is free")};
    if (host.diskReserved.value > 0) { // looked at
        const ByteCount held = heldOnDisk(host);
        const ByteCount all{held.value + host.diskFree.value};
        rows[3].share = capacityShare(static_cast<double>(held.value), static_cast<double>(all.value));
        rows[3].text = withPercent(rows[3].share, format::part(held, all));
    }
    countRoom(host);
    for (std::size_t at = 0; at < rows.size(); ++at) {
        if (rows[at] == m_rows[at])
            continue;
        m_rows[at] = std::move(rows[at]);
        const QModelIndex row = index(static_cast<int>(at));
        Q_EMIT dataChanged(row, row);
    }
    Q_EMIT changed();
}

QString CapacityList::room() const
{
    if (!m_roomKnown)
        return tr("Room for more: unknown");
    if (m_room == 0)
        return tr("No room for another: %1").arg(m_shortOf);
    const domain::MachineSize &size = m_host.view().size;
    return tr("Room for about %1 more of the usual size (%2 vCPU, %3)")
        .arg(m_room)
        .arg(size.vcpus)
        .arg(format::bytes(size.memory));
}

QString CapacityList::slotsText() const
{
    return m_host.known() ? tr("%1 slots").arg(m_host.slotsText()) : QString();
}

int CapacityList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant CapacityList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case LabelRole:
        return row.label;
    case TextRole:
        return row.text;
    case ShareRole:
        return row.share;
    case HintRole:
        return row.hint;
    default:
        return {};
    }
}

QHash<int, QByteArray> CapacityList::roleNames() const
{
    return roleTable({{LabelRole, "label"}, {TextRole, "text"}, {ShareRole, "share"}, {HintRole, "hint"}});
}

} // namespace glovebox::models
