#include "app/models/own_windows.h"

#include "app/models/panel_model.h"

#include <QSettings>

#include <algorithm>

namespace glovebox::models {

namespace {

const QString kKey = QStringLiteral("windows/own"); // a line each: "terminal sandbox/sbx-1 100 80 900 600"
constexpr const char *kWords[] = {"terminal", "log"};

QString lineOf(const OwnWindow &window)
{
    const QRect place = window.place();
    const QString object = window.object().isEmpty() ? QStringLiteral("-") : window.object();
    QString line = QLatin1String(kWords[window.kind()]) + QLatin1Char(' ') + object;
    for (const int number : {place.x(), place.y(), place.width(), place.height()})
        line += QLatin1Char(' ') + QString::number(number);
    return line;
}

} // namespace

OwnWindows::OwnWindows(PanelModel &panel) : m_panel(panel)
{
    connect(&panel, &PanelModel::loadedChanged, this, &OwnWindows::restore);
}

OwnWindows::~OwnWindows() = default;

OwnWindow *OwnWindows::find(OwnWindow::Kind kind, const QString &object) const
{
    const auto found = std::ranges::find_if(m_windows, [&](const auto &each) { return each->isOf(kind, object); });
    return found == m_windows.end() ? nullptr : found->get();
}

std::optional<OwnWindows::Wish> OwnWindows::shown() const
{
    switch (m_panel.page()) {
    case PanelModel::LogsPage:
        return Wish{OwnWindow::Log, m_panel.log()->object()};
    case PanelModel::TerminalPage:
        return Wish{OwnWindow::Terminal, QStringLiteral("sandbox/") + m_panel.terminals()->sandbox()};
    case PanelModel::SessionPage:
        return Wish{OwnWindow::Log, QStringLiteral("session/") + m_panel.session()->id()};
    case PanelModel::SandboxesPage:
        if (m_panel.sandbox()->known())
            return Wish{OwnWindow::Terminal, QStringLiteral("sandbox/") + m_panel.sandbox()->id()};
        break;
    default:
        break;
    }
    return std::nullopt;
}

QString OwnWindows::whyNotShown() const
{
    const auto wish = shown();
    if (!wish)
        return m_panel.page() == PanelModel::SandboxesPage
                   ? tr("Select a sandbox first: its terminals open.")
                   : tr("Terminals and logs open in windows of their own: go to one, to a session or to a sandbox.");
    if (!find(wish->kind, wish->object) && count() >= kMost)
        return tr("%1 windows are open already. Close one first.").arg(kMost);
    return {};
}

void OwnWindows::openShown()
{
    const auto wish = shown();
    if (!wish || !whyNotShown().isEmpty())
        return;
    // Of two views on one terminal the guest would follow the size of both.
    if (m_panel.page() == PanelModel::TerminalPage) {
        m_panel.back();
        m_panel.terminals()->show({});
    }
    open(wish->kind, wish->object);
}

void OwnWindows::open(OwnWindow::Kind kind, const QString &object)
{
    if (OwnWindow *there = find(kind, object)) {
        Q_EMIT there->forwardAsked();
    } else if (count() < kMost) {
        add(kind, object, {});
        keep();
    }
}

void OwnWindows::add(OwnWindow::Kind kind, const QString &object, QRect place)
{
    beginInsertRows({}, count(), count());
    m_windows.push_back(std::make_unique<OwnWindow>(m_panel, kind, object, place));
    connect(m_windows.back().get(), &OwnWindow::placed, this, &OwnWindows::keep);
    connect(&m_panel, &PanelModel::titleChanged, m_windows.back().get(), &OwnWindow::titleChanged);
    endInsertRows();
    Q_EMIT countChanged();
}

void OwnWindows::close(OwnWindow *window)
{
    const auto found = std::ranges::find(m_windows, window, &std::unique_ptr<OwnWindow>::get);
    if (found == m_windows.end())
        return;
    const int row = static_cast<int>(found - m_windows.begin());
    beginRemoveRows({}, row, row);
    OwnWindow *gone = found->release();
    m_windows.erase(found);
    endRemoveRows();
    gone->deleteLater(); // behind what is drawn of it
    keep();
    Q_EMIT countChanged();
    if (m_windows.empty())
        Q_EMIT lastClosed();
}

bool OwnWindows::focus(const QString &object)
{
    const auto found = std::ranges::find(m_windows, object, [](const auto &each) { return each->object(); });
    if (object.isEmpty() || found == m_windows.end())
        return false;
    Q_EMIT(*found)->forwardAsked();
    return true;
}

void OwnWindows::setMemoryFile(const QString &file)
{
    m_file = file;
    restore();
}

/// Those whose object is still there. A log outlives what it is of.
void OwnWindows::restore()
{
    if (m_file.isEmpty() || m_restored || !m_panel.loaded())
        return;
    m_restored = true;
    const QStringList lines = QSettings(m_file, QSettings::IniFormat).value(kKey).toStringList();
    for (const QString &line : lines) {
        const QStringList parts = line.split(QLatin1Char(' '));
        const auto word =
            std::ranges::find(kWords, parts.value(0), [](const char *each) { return QLatin1String(each); });
        if (parts.size() != 6 || word == std::end(kWords) || count() >= kMost)
            continue;
        const auto kind = static_cast<OwnWindow::Kind>(word - std::begin(kWords));
        const QString object = parts[1] == QLatin1String("-") ? QString() : parts[1];
        const QRect place(parts[2].toInt(), parts[3].toInt(), parts[4].toInt(), parts[5].toInt());
        if ((kind == OwnWindow::Log || m_panel.hasObject(object)) && !find(kind, object))
            add(kind, object, place);
    }
}

/// Before they were restored, what is kept is what was open then.
void OwnWindows::keep() const
{
    if (m_file.isEmpty() || !m_restored)
        return;
    QStringList lines;
    for (const auto &window : m_windows)
        lines += lineOf(*window);
    QSettings(m_file, QSettings::IniFormat).setValue(kKey, lines);
}

QVariant OwnWindows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid) || role != WindowRole)
        return {};
    return QVariant::fromValue(at(index.row()));
}

QHash<int, QByteArray> OwnWindows::roleNames() const
{
    return {{WindowRole, "window"}};
}

} // namespace glovebox::models
