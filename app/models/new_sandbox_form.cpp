#include "app/models/new_sandbox_form.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
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

std::uint64_t diskGibMax()
{
    return limits::kMachineDiskMax.value / kGib;
}

} // namespace

void NewSandboxForm::prepare(const domain::MachineSize &size, ByteCount hostMemory)
{
    m_name.clear();
    m_vcpus = QString::number(size.vcpus);
    m_memory = QString::number(size.memory.value / kMib);
    m_disk = QString::number(std::max<std::uint64_t>(1, size.disk.value / kGib));
    m_hostMemory = hostMemory;
    m_sending = false;
    m_refusal.clear();
    Q_EMIT changed();
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
    if (vcpusWrong() || memoryWrong() || diskWrong())
        return std::nullopt;
    const domain::MachineSize size{.vcpus = m_vcpus.trimmed().toInt(),
                                   .memory = ByteCount::mib(m_memory.trimmed().toULongLong()),
                                   .disk = ByteCount::gib(m_disk.trimmed().toULongLong())};
    return api::NewSandbox{m_name.simplified().toStdString(), size};
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
    Q_EMIT changed();
    if (verdict.kind != api::Verdict::Kind::Denied)
        Q_EMIT created();
}

} // namespace glovebox::models
