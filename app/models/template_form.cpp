#include "app/models/template_form.h"

#include "core/base/limits.h"

#include <cmath>

namespace glovebox::models {

namespace {

constexpr std::uint64_t kFormMib = 1ULL << 20;
constexpr std::uint64_t kFormGib = 1ULL << 30;
constexpr std::uint64_t kWarmMax = 64;         // more is a slip of the finger; the engine has the last word
constexpr double kSecondsMin = 0.1;            // asking more often tells nothing more
constexpr double kSecondsMax = 24.0 * 60 * 60; // longer than a day is no build

std::optional<std::uint64_t> formNumber(const QString &text, std::uint64_t least, std::uint64_t most)
{
    bool isNumber = false;
    const qulonglong value = text.trimmed().toULongLong(&isNumber);
    return isNumber && value >= least && value <= most ? std::optional<std::uint64_t>(value) : std::nullopt;
}

std::optional<std::chrono::milliseconds> formSeconds(const QString &text)
{
    bool isNumber = false;
    const double seconds = text.trimmed().toDouble(&isNumber);
    if (!isNumber || !(seconds >= kSecondsMin && seconds <= kSecondsMax))
        return std::nullopt;
    return std::chrono::milliseconds(std::llround(seconds * 1000.0));
}

QString secondsText(std::chrono::milliseconds time)
{
    return QString::number(static_cast<double>(time.count()) / 1000.0, 'g', 10);
}

} // namespace

TemplateForm::TemplateForm(QObject *parent) : QObject(parent)
{
    connect(&m_steps, &StepList::edited, this, &TemplateForm::tellEdit);
    connect(&m_ladder, &LadderForm::changed, this, &TemplateForm::tellEdit);
    for (const EgressChoice *choice : {&m_buildEgress, &m_runEgress}) {
        connect(choice, &EgressChoice::chosen, this, &TemplateForm::tellEdit);
        connect(choice, &EgressChoice::changed, this, &TemplateForm::tellProfiles);
    }
    for (const SecretChoice *choice : {&m_buildSecrets, &m_runSecrets})
        connect(choice, &SecretChoice::edited, this, &TemplateForm::tellEdit);
}

void TemplateForm::set(const domain::TemplateDefinition &definition)
{
    m_setting = true;
    const domain::MachineSize size = definition.size.value_or(m_usualSize);
    const domain::ReadyCheck ready = definition.ready.value_or(domain::ReadyCheck{});
    m_name = QString::fromStdString(definition.name);
    m_description = QString::fromStdString(definition.description);
    m_fromKind = static_cast<int>(definition.from.kind);
    m_fromName = QString::fromStdString(definition.from.name);
    m_ownSize = definition.size.has_value();
    m_vcpus = QString::number(size.vcpus);
    m_memory = QString::number(size.memory.value / kFormMib);
    m_disk = QString::number(std::max<std::uint64_t>(1, size.disk.value / kFormGib));
    m_steps.set(definition.steps);
    m_start = commandText(definition.start);
    m_ready = commandText(ready.command);
    m_every = secondsText(ready.every);
    m_within = secondsText(ready.within);
    m_buildEgress.setName(QString::fromStdString(definition.buildEgress));
    m_runEgress.setName(QString::fromStdString(definition.runEgress));
    m_runner = definition.runner;
    m_buildSecrets.setChosen(definition.buildSecrets);
    m_runSecrets.setChosen(definition.runSecrets);
    m_ladder.set(definition.ladder, m_usualLadder);
    m_warm = QString::number(definition.warm);
    m_setting = false;
    Q_EMIT changed();
}

domain::TemplateDefinition TemplateForm::definition() const
{
    domain::TemplateDefinition made;
    made.name = m_name.trimmed().toStdString();
    made.description = m_description.trimmed().toStdString();
    made.from = {static_cast<domain::TemplateBase::Kind>(m_fromKind), m_fromName.toStdString()};
    if (m_ownSize && sizeIsOpen())
        made.size = domain::MachineSize{.vcpus = m_vcpus.trimmed().toInt(),
                                        .memory = ByteCount::mib(m_memory.trimmed().toULongLong()),
                                        .disk = ByteCount::gib(m_disk.trimmed().toULongLong())};
    made.steps = m_steps.steps();
    made.start = commandOf(m_start);
    if (!m_ready.trimmed().isEmpty())
        made.ready = domain::ReadyCheck{commandOf(m_ready), formSeconds(m_every).value_or(std::chrono::seconds(1)),
                                        formSeconds(m_within).value_or(std::chrono::seconds(60))};
    made.buildEgress = m_buildEgress.name().toStdString();
    made.runEgress = m_runEgress.name().toStdString();
    made.runner = m_runner;
    made.buildSecrets = m_buildSecrets.chosen();
    made.runSecrets = m_runSecrets.chosen();
    made.ladder = m_ladder.ladder();
    made.warm = m_warm.trimmed().toInt();
    return made;
}

bool TemplateForm::wrong() const
{
    return vcpusWrong() || memoryWrong() || diskWrong() || everyWrong() || withinWrong() || warmWrong() ||
           m_ladder.wrong();
}

void TemplateForm::setChoices(std::array<QStringList, 3> choices)
{
    m_choices = std::move(choices);
    Q_EMIT changed();
}

void TemplateForm::setProfiles(const api::EgressProfilesView &profiles)
{
    m_buildEgress.setProfiles(profiles);
    // For its sandboxes "none" is none of its own.
    api::EgressProfilesView forRun = profiles;
    for (api::ShownEgressProfile &shown : forRun.profiles)
        if (shown.profile.name == domain::kNoEgress)
            shown.profile.description = tr("What their environment or this host gives.").toStdString();
    m_runEgress.setProfiles(forRun);
    m_buildSecrets.setProfiles(profiles);
    m_runSecrets.setProfiles(profiles);
    tellProfiles();
}

void TemplateForm::setSecrets(const api::SecretsView &secrets)
{
    m_buildSecrets.setSecrets(secrets);
    m_runSecrets.setSecrets(secrets);
}

/// What an environment or the host gives instead of "none" is not known here, and nothing is said of it.
void TemplateForm::tellProfiles()
{
    const std::string run = m_runEgress.name().toStdString();
    m_buildSecrets.setProfile(m_buildEgress.name().toStdString());
    m_runSecrets.setProfile(run == domain::kNoEgress ? std::string() : run);
}

void TemplateForm::setUsual(const domain::MachineSize &size, const domain::IdleLadder &ladder)
{
    m_usualSize = size;
    m_usualLadder = ladder;
}

void TemplateForm::setText(QString &field, const QString &text)
{
    if (field == text)
        return;
    field = text;
    tellEdit();
}

void TemplateForm::tellEdit()
{
    if (m_setting)
        return;
    Q_EMIT changed();
    Q_EMIT edited();
}

void TemplateForm::setFromKind(int kind)
{
    if (kind == m_fromKind || kind < 0 || kind > 2)
        return;
    m_fromKind = kind;
    m_fromName.clear();
    if (const QStringList choices = fromChoices(); !choices.isEmpty())
        m_fromName = choices.front();
    tellEdit();
}

QStringList TemplateForm::fromChoices() const
{
    QStringList choices = m_choices[static_cast<std::size_t>(m_fromKind)];
    if (m_fromKind == 1)
        choices.removeAll(m_name.trimmed()); // not from itself
    if (!m_fromName.isEmpty() && !choices.contains(m_fromName))
        choices.prepend(m_fromName); // as it was written, whether it is here or not
    return choices;
}

void TemplateForm::setFromChoice(int index)
{
    const QStringList choices = fromChoices();
    if (index >= 0 && index < choices.size())
        setText(m_fromName, choices[index]);
}

void TemplateForm::setOwnSize(bool own)
{
    if (own == m_ownSize)
        return;
    m_ownSize = own;
    tellEdit();
}

bool TemplateForm::vcpusWrong() const
{
    return m_ownSize && sizeIsOpen() && !formNumber(m_vcpus, 1, limits::kVcpusMax);
}

bool TemplateForm::memoryWrong() const
{
    return m_ownSize && sizeIsOpen() &&
           !formNumber(m_memory, limits::kMachineMemoryMin.value / kFormMib,
                       limits::kMachineMemoryMax.value / kFormMib);
}

bool TemplateForm::diskWrong() const
{
    return m_ownSize && sizeIsOpen() && !formNumber(m_disk, 1, limits::kMachineDiskMax.value / kFormGib);
}

bool TemplateForm::everyWrong() const
{
    return !m_ready.trimmed().isEmpty() && !formSeconds(m_every);
}

bool TemplateForm::withinWrong() const
{
    return !m_ready.trimmed().isEmpty() && !formSeconds(m_within);
}

bool TemplateForm::warmWrong() const
{
    return !formNumber(m_warm, 0, kWarmMax);
}

} // namespace glovebox::models
