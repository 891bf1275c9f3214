#include "app/models/new_sandbox_form.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
#include "core/base/limits.h"

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr std::uint64_t kMib = 1ULL << 20;
constexpr std::uint64_t kGib = 1ULL << 30;

/// A whole number between the two, or nothing.
std::optional<std::uint64_t> numberIn(const QString &text, std::uint64_t least, std::uint64_t most)
{
    bool isNumber = false;
    const qulonglong value = text.trimmed().toULongLong(&isNumber);
    return isNumber && value >= least && value <= most ? std::optional<std::uint64_t>(value) : std::nullopt;
}

constexpr std::uint64_t kWeightMax = 10'000;         // as the kernel counts
constexpr std::uint64_t kDiskRateMax = 100'000;      // MiB/s: no disk is faster
constexpr std::uint64_t kOperationsMax = 10'000'000; // likewise

/// Empty is none, and as good as a number.
bool wrongUnlessEmpty(const QString &text, std::uint64_t most)
{
    return !text.trimmed().isEmpty() && !numberIn(text, 1, most);
}

std::uint64_t diskGibMax()
{
    return limits::kMachineDiskMax.value / kGib;
}

} // namespace

NewSandboxForm::NewSandboxForm(const SessionsModel *sessions, Ticker *ticker, QObject *parent)
    : QObject(parent), m_reservation(sessions, ticker)
{
    connect(&m_seed, &SeedForm::changed, this, [this] {
        m_refusal.clear();
        Q_EMIT changed();
    });
    connect(&m_reservation, &ReservationForm::changed, this, [this] {
        m_refusal.clear();
        Q_EMIT changed();
    });
    connect(&m_ladder, &LadderForm::changed, this, &NewSandboxForm::changed);
    connect(&m_egress, &EgressChoice::changed, this, [this] {
        m_refusal.clear();
        tellProfile();
        Q_EMIT changed();
    });
    connect(&m_secrets, &SecretChoice::chosenChanged, this, [this] {
        m_refusal.clear();
        Q_EMIT changed();
    });
    tellUsualEgress();
}

void NewSandboxForm::prepare(const domain::MachineSize &size, ByteCount hostMemory, const domain::IdleLadder &ladder)
{
    m_name.clear();
    m_vcpus = QString::number(size.vcpus);
    m_memory = QString::number(size.memory.value / kMib);
    m_disk = QString::number(std::max<std::uint64_t>(1, size.disk.value / kGib));
    m_hostMemory = hostMemory;
    m_weight = QString::number(domain::MachineShares{}.cpuWeight);
    m_diskRate.clear();
    m_diskOperations.clear();
    m_ladder.set(std::nullopt, ladder);
    m_seed.clear();
    m_reservation.clear();
    m_egress.setName({});
    m_secrets.clear();
    m_createdId.clear();
    m_sending = false;
    m_refusal.clear();
    Q_EMIT changed();
}

void NewSandboxForm::setOrigins(std::vector<SandboxOrigin> origins, const std::string &image, const std::string &base,
                                const std::string &snapshot)
{
    m_origins = std::move(origins);
    const auto at = std::ranges::find_if(m_origins, [&](const SandboxOrigin &origin) {
        return (!image.empty() && origin.image == image) || (!base.empty() && origin.base == base) ||
               (!snapshot.empty() && origin.snapshot == snapshot);
    });
    m_origin = at == m_origins.end() ? 0 : static_cast<int>(at - m_origins.begin());
    tellUsualEgress();
    Q_EMIT changed();
}

QStringList NewSandboxForm::origins() const
{
    QStringList titles;
    for (const SandboxOrigin &origin : m_origins)
        titles += origin.title;
    return titles;
}

void NewSandboxForm::setOrigin(int index)
{
    if (index == m_origin || index < 0 || index >= static_cast<int>(m_origins.size()))
        return;
    m_origin = index;
    m_refusal.clear();
    tellUsualEgress();
    Q_EMIT changed();
}

void NewSandboxForm::setProfiles(const api::EgressProfilesView &profiles)
{
    m_usualEgress = format::shownLine(QString::fromStdString(profiles.usual));
    m_egress.setProfiles(profiles);
    m_secrets.setProfiles(profiles);
    tellUsualEgress();
}

/// What no choice comes to depends on what it starts from.
void NewSandboxForm::tellUsualEgress()
{
    const SandboxOrigin origin = chosen();
    if (!origin.snapshot.empty())
        m_egress.setNone(tr("as the snapshot's sandbox"), tr("What it could reach then, it can reach."));
    else if (!origin.base.empty())
        m_egress.setNone(tr("as the template says"), tr("What its definition gives its sandboxes."));
    else if (m_usualEgress.isEmpty())
        m_egress.setNone(tr("as this host gives"), {});
    else
        m_egress.setNone(tr("as this host gives: %1").arg(m_usualEgress),
                         tr("What sandboxes get that are given no other."));
    tellProfile();
}

/// Which one it will have; of a template's and a snapshot's own that is not known here.
void NewSandboxForm::tellProfile()
{
    const SandboxOrigin origin = chosen();
    const bool isHosts = origin.snapshot.empty() && origin.base.empty();
    const QString usual = isHosts ? m_usualEgress : QString();
    m_secrets.setProfile((m_egress.name().isEmpty() ? usual : m_egress.name()).toStdString());
}

SandboxOrigin NewSandboxForm::chosen() const
{
    const auto at = static_cast<std::size_t>(m_origin);
    return at < m_origins.size() ? m_origins[at] : SandboxOrigin{};
}

QString NewSandboxForm::originText() const
{
    const SandboxOrigin origin = chosen();
    if (!origin.snapshot.empty())
        return tr("As that sandbox was then, memory and files: %1.").arg(origin.size);
    if (!origin.base.empty())
        return tr("A clone of the template: %1, with what runs in it.").arg(origin.size);
    return origin.image.empty() ? tr("What sandboxes of sessions get, too.")
                                : tr("The image as it is; the first of its size takes longer, while it is frozen.");
}

void NewSandboxForm::set(QString &field, const QString &text)
{
    if (field == text)
        return;
    field = text;
    m_refusal.clear();
    Q_EMIT changed();
}

void NewSandboxForm::setName(const QString &name)
{
    set(m_name, name.left(kNameMax));
}

void NewSandboxForm::setVcpus(const QString &text)
{
    set(m_vcpus, text);
}

void NewSandboxForm::setMemory(const QString &text)
{
    set(m_memory, text);
}

void NewSandboxForm::setDisk(const QString &text)
{
    set(m_disk, text);
}

bool NewSandboxForm::dirty() const
{
    return !m_seed.empty() || m_reservation.forWhom() != ReservationForm::Nobody;
}

int NewSandboxForm::wrongStep() const
{
    const bool sizeWrong = sizeIsOpen() && (vcpusWrong() || memoryWrong() || diskWrong());
    if (sizeWrong || weightWrong() || diskRateWrong() || diskOperationsWrong() || m_ladder.wrong())
        return Base;
    if (m_seed.stepsWrong())
        return Seeding;
    if (m_seed.wrong())
        return Starting;
    return m_reservation.wrong() ? Binding : -1;
}

QString NewSandboxForm::whyNot() const
{
    switch (wrongStep()) {
    case Base:
        return tr("A figure is outside its bounds.");
    case Seeding:
    case Starting:
        return m_seed.problem();
    case Binding:
        return m_reservation.problem().isEmpty() ? tr("Say whom it is reserved for, or choose nobody.")
                                                 : m_reservation.problem();
    default:
        return {};
    }
}

QStringList NewSandboxForm::summary() const
{
    const SandboxOrigin origin = chosen();
    const domain::MachineSize typed{.vcpus = m_vcpus.trimmed().toInt(),
                                    .memory = ByteCount::mib(m_memory.trimmed().toULongLong()),
                                    .disk = ByteCount::gib(m_disk.trimmed().toULongLong())};
    QStringList lines{tr("From: %1, %2").arg(origin.title, sizeIsOpen() ? format::size(typed) : origin.size)};
    lines += tr("Egress: %1").arg(m_egress.titles().value(m_egress.current()));
    if (!m_secrets.chosen().empty())
        lines += tr("Secrets: %1").arg(m_secrets.text());
    return lines;
}

void NewSandboxForm::setWeight(const QString &text)
{
    set(m_weight, text);
}

void NewSandboxForm::setDiskRate(const QString &text)
{
    set(m_diskRate, text);
}

void NewSandboxForm::setDiskOperations(const QString &text)
{
    set(m_diskOperations, text);
}

bool NewSandboxForm::weightWrong() const
{
    return !numberIn(m_weight, 1, kWeightMax);
}

bool NewSandboxForm::diskRateWrong() const
{
    return wrongUnlessEmpty(m_diskRate, kDiskRateMax);
}

bool NewSandboxForm::diskOperationsWrong() const
{
    return wrongUnlessEmpty(m_diskOperations, kOperationsMax);
}

std::optional<domain::MachineShares> NewSandboxForm::shares() const
{
    domain::MachineShares shares;
    shares.cpuWeight = m_weight.trimmed().toInt();
    if (const auto rate = numberIn(m_diskRate, 1, kDiskRateMax))
        shares.diskRate = ByteCount::mib(*rate);
    if (const auto operations = numberIn(m_diskOperations, 1, kOperationsMax))
        shares.diskOperations = static_cast<int>(*operations);
    return shares == domain::MachineShares{} ? std::nullopt : std::optional(shares);
}

ByteCount NewSandboxForm::memoryMax() const
{
    return m_hostMemory.value > 0 ? std::min(limits::kMachineMemoryMax, m_hostMemory) : limits::kMachineMemoryMax;
}

QString NewSandboxForm::vcpusHint() const
{
    return tr("1 to %1").arg(limits::kVcpusMax);
}

QString NewSandboxForm::memoryHint() const
{
    return tr("MiB, %1 to %2")
        .arg(limits::kMachineMemoryMin.value / kMib)
        .arg(format::count(static_cast<qint64>(memoryMax().value / kMib)));
}

QString NewSandboxForm::diskHint() const
{
    return tr("GiB, 1 to %1; it grows as it is written").arg(format::count(static_cast<qint64>(diskGibMax())));
}

bool NewSandboxForm::vcpusWrong() const
{
    return !numberIn(m_vcpus, 1, limits::kVcpusMax);
}

bool NewSandboxForm::memoryWrong() const
{
    return !numberIn(m_memory, limits::kMachineMemoryMin.value / kMib, memoryMax().value / kMib);
}

bool NewSandboxForm::diskWrong() const
{
    return !numberIn(m_disk, 1, diskGibMax());
}

std::optional<api::NewSandbox> NewSandboxForm::wanted() const
{
    if (!whyNot().isEmpty())
        return std::nullopt;
    const domain::MachineSize size{.vcpus = m_vcpus.trimmed().toInt(),
                                   .memory = ByteCount::mib(m_memory.trimmed().toULongLong()),
                                   .disk = ByteCount::gib(m_disk.trimmed().toULongLong())};
    const SandboxOrigin origin = chosen();
    api::NewSandbox wanted{.name = m_name.simplified().toStdString(),
                           .size = sizeIsOpen() ? std::optional(size) : std::nullopt,
                           .shares = shares(),
                           .ladder = m_ladder.ladder(),
                           .image = origin.image,
                           .base = origin.base};
    if (!origin.snapshot.empty())
        wanted.snapshot = domain::SnapshotId(origin.snapshot);
    wanted.seed = m_seed.seed();
    wanted.reservation = m_reservation.reservation();
    wanted.egress = m_egress.name().toStdString();
    wanted.secrets = m_secrets.chosen();
    return wanted;
}

void NewSandboxForm::setSending()
{
    m_sending = true;
    m_refusal.clear();
    Q_EMIT changed();
}

void NewSandboxForm::setAnswer(const api::Verdict &verdict)
{
    m_sending = false;
    if (verdict.kind == api::Verdict::Kind::Denied)
        m_refusal = format::shownLine(QString::fromStdString(verdict.reason));
    const QString object = QString::fromStdString(verdict.object);
    m_createdId = object.startsWith(QLatin1String("sandbox/")) ? object.mid(8) : QString();
    Q_EMIT changed();
    if (verdict.kind != api::Verdict::Kind::Denied)
        Q_EMIT created();
}

} // namespace glovebox::models
