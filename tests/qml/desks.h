// Role: what stands behind the window's terminals, files and API keys in its tests: a QML type that a test makes beside
// its Bench, and gives the panel to. Outlives the bench. Thread: GUI.
#pragma once

#include "app/models/desktop_panel.h"
#include "app/models/panel_model.h"
#include "app/sample/sample_keys.h"
#include "tests/support/fake_check_desk.h"
#include "tests/support/fake_key_desk.h"
#include "tests/support/fake_setup_desk.h"
#include "tests/support/fake_terminal_desk.h"
#include "tests/support/sample_files.h"
#include "tests/support/setup_scene.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QGuiApplication>
#include <QMimeData>
#include <QObject>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QUrl>

class Desks : public QObject {
    Q_OBJECT
    Q_PROPERTY(glovebox::models::PanelModel *panel READ panel WRITE setPanel NOTIFY panelChanged)
    Q_PROPERTY(QStringList askedOfKeys READ askedOfKeys)
    Q_PROPERTY(QStringList askedOfHost READ askedOfHost)
    Q_PROPERTY(QStringList askedOfFiles READ askedOfFiles)
    Q_PROPERTY(QStringList notices READ notices)
    Q_PROPERTY(QStringList askedOfSetup READ askedOfSetup)

public:
    glovebox::models::PanelModel *panel() const { return m_panel; }
    void setPanel(glovebox::models::PanelModel *panel)
    {
        m_panel = panel;
        panel->terminals()->setDesk(&m_terminals);
        panel->keys()->setDesk(&m_keys);
        panel->inside()->files()->setDesk(&m_files);
        testsupport::fillSampleFiles(m_files);
        panel->doctor()->setDesk(&m_checks);
        connect(panel->desktop()->notices(), &glovebox::models::NoticesModel::shown, this,
                [this](const glovebox::models::Notice &notice) { m_notices += notice.title; });
        panel->setup()->setDesks(&m_setup, &m_setup);
        m_scene = std::make_unique<testsupport::SetupScene>(*panel, m_setup, m_checks, [](auto) {});
        Q_EMIT panelChanged();
    }
    QStringList askedOfKeys() const { return m_keys.asked; }
    QStringList askedOfHost() const { return m_checks.asked; }
    QStringList askedOfFiles() const { return m_files.asked; }
    QStringList notices() const { return m_notices; }

    // The desktop: "portal", "service", else nobody
    Q_INVOKABLE void notifier(const QString &how)
    {
        using Way = glovebox::models::NoticesModel::Way;
        m_panel->desktop()->notices()->setWay(how == QLatin1String("portal")    ? Way::Portal
                                              : how == QLatin1String("service") ? Way::Service
                                                                                : Way::Nobody);
    }
    Q_INVOKABLE void tray(bool there) { m_panel->desktop()->tray()->setThere(there); }
    Q_INVOKABLE void mute(const QString &session)
    {
        m_panel->desktop()->notices()->press(QStringLiteral("session/") + session, QStringLiteral("mute"));
    }
    QStringList askedOfSetup() const { return m_setup.asked; }

    // Terminals
    Q_INVOKABLE int put(const QString &program, const QString &kept)
    {
        return static_cast<int>(m_terminals.put(program.toStdString(), kept.toStdString()));
    }
    Q_INVOKABLE void print(int terminal, const QString &text)
    {
        m_terminals.print(number(terminal), text.toStdString());
    }
    Q_INVOKABLE void flood(int terminal, int lines)
    {
        std::string text;
        for (int i = 1; i <= lines; ++i)
            text += "line " + std::to_string(i) + " of a flood that goes on and on\r\n";
        m_terminals.print(number(terminal), text);
    }
    Q_INVOKABLE QString typed(int terminal) { return QString::fromStdString(m_terminals.at(number(terminal)).typed); }
    Q_INVOKABLE void forgetTyped(int terminal) { m_terminals.at(number(terminal)).typed.clear(); }
    Q_INVOKABLE QString sizeOf(int terminal)
    {
        const auto &size = m_terminals.at(number(terminal)).shown.size;
        return QStringLiteral("%1x%2").arg(size.columns).arg(size.rows);
    }
    Q_INVOKABLE bool isThere(int terminal) const { return m_terminals.has(number(terminal)); }
    Q_INVOKABLE int openedCount() const { return static_cast<int>(m_terminals.opened.size()); }
    Q_INVOKABLE void end(int terminal, int status)
    {
        m_terminals.end(number(terminal), {.status = status, .signal = 0, .timedOut = false});
    }
    Q_INVOKABLE void breakOff(const QString &why)
    {
        m_terminals.breakOff({glovebox::ErrorCode::GuestExited, why.toStdString()});
    }
    Q_INVOKABLE void fallAsleep() { m_terminals.fallAsleep(); }
    Q_INVOKABLE void wake() { m_terminals.wake(); }
    /// "list", "open", "type"; an empty reason: no more.
    Q_INVOKABLE void refuse(const QString &what, const QString &why, bool agentOfBefore)
    {
        const auto code = agentOfBefore ? glovebox::ErrorCode::Unsupported : glovebox::ErrorCode::GuestUnresponsive;
        auto &place = what == QLatin1String("list")   ? m_terminals.refuseList
                      : what == QLatin1String("open") ? m_terminals.refuseOpen
                                                      : m_terminals.refuseType;
        place.reset();
        if (!why.isEmpty())
            place = glovebox::Error{code, why.toStdString()};
    }
    Q_INVOKABLE void holdOpening(bool held) { m_terminals.holdOpen = held; }
    Q_INVOKABLE QString clipboard() const { return QGuiApplication::clipboard()->text(); }
    Q_INVOKABLE void setClipboard(const QString &text) { QGuiApplication::clipboard()->setText(text); }

    // Files. "list", "look", "copy"; an empty reason: no more.
    Q_INVOKABLE void refuseFiles(const QString &what, const QString &why)
    {
        auto &place = what == QLatin1String("list")   ? m_files.refuseList
                      : what == QLatin1String("look") ? m_files.refuseLook
                                                      : m_files.refuseCopy;
        place.reset();
        if (!why.isEmpty())
            place = glovebox::Error{glovebox::ErrorCode::GuestUnresponsive, why.toStdString()};
    }
    Q_INVOKABLE void holdFiles(const QString &what)
    {
        (what == QLatin1String("list") ? m_files.holdList : m_files.holdCopy) = true;
    }
    Q_INVOKABLE void releaseFiles() { m_files.release(); }
    Q_INVOKABLE void filePart(double part) { m_files.setPart(part); }
    Q_INVOKABLE QString inside(const QString &path)
    {
        return QString::fromStdString(m_files.files[path.toStdString()]);
    }
    /// A file of this host.
    Q_INVOKABLE QUrl hereFile(const QString &name, const QString &content) const
    {
        QFile file(m_here.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(content.toUtf8());
        return QUrl::fromLocalFile(file.fileName());
    }
    Q_INVOKABLE QUrl hereFolder() const { return QUrl::fromLocalFile(m_here.path()); }
    Q_INVOKABLE QString here(const QString &name) const
    {
        QFile file(m_here.filePath(name));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    /// As a file manager drops them, where that item is.
    Q_INVOKABLE void dropOn(QQuickItem *area, const QList<QUrl> &files)
    {
        QMimeData data;
        data.setUrls(files);
        const QPointF where = area->mapToScene(QPointF(area->width() / 2, area->height() / 2));
        QDragEnterEvent enter(where.toPoint(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(area->window(), &enter);
        QDropEvent drop(where, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(area->window(), &drop);
    }

    // Keys
    Q_INVOKABLE void keys(const QString &how)
    {
        glovebox::bridge::Mailbox mailbox([] {});
        for (auto &change : glovebox::sample::sampleKeys(how.toStdString(), ++m_generation))
            mailbox.put(std::move(change));
        m_panel->apply(mailbox.take());
        m_panel->heard();
    }
    Q_INVOKABLE void refuseKeys(const QString &why) { m_keys.refusal = why.toStdString(); }
    Q_INVOKABLE void holdKeys(bool held)
    {
        m_keys.held = held;
        if (!held)
            m_keys.release();
    }
    Q_INVOKABLE QString keySecret() const { return QString::fromStdString(m_keys.secret); }

    // Checks of the host: "good", "mixed", "failed"
    Q_INVOKABLE void host(const QString &how) { m_checks.host = glovebox::sample::sampleChecks(how.toStdString()); }
    Q_INVOKABLE void holdHost(bool held) { m_checks.held = held; }

    // The set-up; see SetupScene
    Q_INVOKABLE void setup(const QString &how) { m_scene->show(how); }
    Q_INVOKABLE void refuseTrial(const QString &why)
    {
        m_setup.refusal.reset();
        if (!why.isEmpty())
            m_setup.refusal = glovebox::Error{glovebox::ErrorCode::Unauthorized, why.toStdString()};
    }
    Q_INVOKABLE void holdSetup(bool held)
    {
        m_setup.held = held;
        if (!held)
            m_setup.release();
    }
    Q_INVOKABLE QString addedKey() const { return QString::fromStdString(m_setup.added.reveal()); }
    Q_INVOKABLE QString testObject() const { return QString::fromLatin1(testsupport::kSceneObject); }
    Q_INVOKABLE void testSandbox(const QString &state)
    {
        using enum glovebox::domain::SandboxState;
        m_scene->sandbox(state == QLatin1String("failed")       ? Failed
                         : state == QLatin1String("hibernated") ? Hibernated
                         : state == QLatin1String("destroyed")  ? Destroyed
                                                                : Running,
                         {});
    }
    Q_INVOKABLE void testSnapshot(bool gone)
    {
        if (gone)
            m_scene->snapshotGone();
        else
            m_scene->snapshot({});
    }

Q_SIGNALS:
    void panelChanged();

private:
    static glovebox::domain::TerminalNumber number(int terminal)
    {
        return static_cast<glovebox::domain::TerminalNumber>(terminal);
    }

    glovebox::models::PanelModel *m_panel = nullptr;
    testsupport::FakeTerminalDesk m_terminals;
    testsupport::FakeFileDesk m_files;
    QTemporaryDir m_here;
    testsupport::FakeKeyDesk m_keys;
    testsupport::FakeCheckDesk m_checks;
    testsupport::FakeSetupDesk m_setup;
    std::unique_ptr<testsupport::SetupScene> m_scene;
    std::uint64_t m_generation = 0;
    QStringList m_notices;
};
