#include "app/models/panel_settings.h"

#include "app/models/panel_model.h"

#include <QSettings>

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr int kPercents[] = {85, 100, 110, 125, 150, 175, 200};
constexpr int kUsualPercent = 1; // its index

} // namespace

/// A choice: its name in the file, what it is at first, and how many there are.
struct PanelSettings::Row {
    const char *key;
    int usual;
    int count;
};

const PanelSettings::Row &PanelSettings::rowOf(Choice choice)
{
    static constexpr Row kRows[Choices] = {
        {"look/theme", 0, 5},   {"look/textScale", kUsualPercent, static_cast<int>(std::size(kPercents))},
        {"look/density", 1, 3}, {"look/motion", MotionOfDesktop, 3},
        {"window/times", 0, 3}, {"keys/letters", 1, 2},
        {"notify/needs", 1, 2}, {"notify/failed", 1, 2},
        {"notify/done", 0, 2},  {"notify/quiet", 0, 2},
        {"window/tray", 0, 2},  {"session/timeline", 1, 2},
        {"role/viewOnly", 0, 2}};
    return kRows[choice];
}

PanelSettings::PanelSettings(PanelModel &panel) : m_panel(panel)
{
    for (int choice = 0; choice < Choices; ++choice)
        m_chosen[static_cast<std::size_t>(choice)] = rowOf(static_cast<Choice>(choice)).usual;
    connect(panel.environments(), &EnvironmentsModel::changed, this, &PanelSettings::outboundChanged);
}

void PanelSettings::setSection(int section)
{
    section = std::clamp(section, static_cast<int>(Appearance), static_cast<int>(Privacy));
    if (std::exchange(m_section, section) != section)
        Q_EMIT sectionChanged();
}

const QStringList &PanelSettings::schemes()
{
    static const QStringList names{QStringLiteral("auto"), QStringLiteral("dark"), QStringLiteral("light"),
                                   QStringLiteral("contrast-dark"), QStringLiteral("contrast-light")};
    return names;
}

QString PanelSettings::scheme() const
{
    return schemes()[look()];
}

void PanelSettings::wear(const QString &scheme)
{
    m_chosen[Look] = std::max(0, static_cast<int>(schemes().indexOf(scheme)));
    Q_EMIT lookChanged();
    Q_EMIT changed();
}

double PanelSettings::scale() const
{
    return kPercents[textScale()] / 100.0;
}

QStringList PanelSettings::lookChoices()
{
    return {tr("As the desktop"), tr("Dark"), tr("Light"), tr("High contrast, dark"), tr("High contrast, light")};
}

QStringList PanelSettings::textScaleChoices()
{
    QStringList all;
    for (const int percent : kPercents)
        all += tr("%1 %").arg(percent);
    return all;
}

QStringList PanelSettings::densityChoices()
{
    return {tr("Compact"), tr("Standard"), tr("Comfortable")};
}

QStringList PanelSettings::motionChoices()
{
    return {tr("As the desktop"), tr("On"), tr("Off")};
}

QStringList PanelSettings::timesChoices()
{
    return {tr("Local time"), tr("UTC"), tr("Relative")};
}

void PanelSettings::choose(Choice choice, int value)
{
    const Row &row = rowOf(choice);
    if (value < 0 || value >= row.count || value == at(choice))
        return;
    m_chosen[choice] = value;
    if (!m_file.isEmpty())
        QSettings(m_file, QSettings::IniFormat).setValue(QLatin1String(row.key), value);
    obey(choice);
    Q_EMIT changed();
}

void PanelSettings::obey(Choice choice)
{
    if (choice == Times)
        m_panel.ticker()->setTimes(static_cast<Ticker::Times>(times()));
    else if (choice == Letters)
        m_panel.registry()->lettersChosen();
    else if (choice == ViewOnly)
        Q_EMIT viewOnlyChanged();
    else if (choice <= MotionChoice)
        Q_EMIT lookChanged();
}

void PanelSettings::fixViewOnly()
{
    m_viewOnlyFixed = true;
    Q_EMIT viewOnlyChanged();
}

void PanelSettings::setMemoryFile(const QString &file)
{
    const QSettings memory(file, QSettings::IniFormat);
    for (int one = 0; one < Choices; ++one) {
        const auto choice = static_cast<Choice>(one);
        const Row &row = rowOf(choice);
        const QVariant kept = memory.value(QLatin1String(row.key), row.usual);
        // Letters were kept as "true" and "false" by versions before this one.
        const int value = kept.toString() == QLatin1String("true") ? 1 : kept.toInt();
        m_chosen[choice] = value >= 0 && value < row.count ? value : row.usual;
        obey(choice);
    }
    m_file = file;
    Q_EMIT changed();
    Q_EMIT hostChanged();
}

QVariantList PanelSettings::host() const
{
    QVariantList all;
    for (const HostSetting &setting : m_host)
        all += QVariantMap{{QStringLiteral("name"), setting.flag},
                           {QStringLiteral("value"), setting.value},
                           {QStringLiteral("from"), setting.from},
                           {QStringLiteral("meaning"), setting.meaning}};
    return all;
}

void PanelSettings::setHost(std::vector<HostSetting> settings)
{
    m_host = std::move(settings);
    Q_EMIT hostChanged();
}

void PanelSettings::setOutbound(std::vector<OutboundHost> hosts)
{
    m_outbound = std::move(hosts);
    Q_EMIT outboundChanged();
}

QVariantList PanelSettings::outbound() const
{
    std::vector<OutboundHost> all;
    const EnvironmentsModel &environments = *m_panel.environments();
    for (int row = 0; row < environments.rowCount(); ++row) {
        const api::EnvironmentView &view = environments.at(row);
        all.push_back({QString::fromStdString(view.baseUrl),
                       tr("Control plane of %1: work, session events, results, skills and memories")
                           .arg(environments.nameOf(view.id))});
    }
    all.insert(all.end(), m_outbound.begin(), m_outbound.end());
    QVariantList shown;
    for (const OutboundHost &one : all)
        shown += QVariantMap{{QStringLiteral("host"), one.host}, {QStringLiteral("use"), one.use}};
    return shown;
}

} // namespace glovebox::models
