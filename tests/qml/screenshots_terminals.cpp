// Stories of terminals in sandboxes, and of the local API's keys.
#include "app/models/desktop_panel.h"
#include "app/sample/sample_keys.h"
#include "tests/qml/story.h"
#include "tests/support/fake_key_desk.h"
#include "tests/support/fake_terminal_desk.h"

#include <QClipboard>
#include <QDeadlineTimer>

namespace glovebox::screenshots {

namespace {

/// All sixteen colours, the looks, boxes, wide letters: what a shell's user sees in a day.
const char *const kShell =
    "\x1b]2;agent@sbx-2f1: ~/project\a"
    "\x1b[1;32magent@sbx-2f1\x1b[0m:\x1b[1;34m~/project\x1b[0m$ ls --color\r\n"
    "\x1b[0m\x1b[01;34mbuild\x1b[0m  \x1b[01;34mdocs\x1b[0m  \x1b[01;32mrun.sh\x1b[0m  README.md  "
    "\x1b[01;36mlatest\x1b[0m  "
    "\x1b[01;31marchive.tar.gz\x1b[0m\r\n"
    "\x1b[1;32magent@sbx-2f1\x1b[0m:\x1b[1;34m~/project\x1b[0m$ git diff\r\n"
    "\x1b[1mdiff --git a/src/main.py b/src/main.py\x1b[m\r\n\x1b[36m@@ -12,7 +12,7 @@\x1b[m def main():\r\n"
    "\x1b[31m-    total = sum(prices)\x1b[m\r\n\x1b[32m+    total = sum(prices) * (1 + tax)\x1b[m\r\n"
    "\x1b[1;32magent@sbx-2f1\x1b[0m:\x1b[1;34m~/project\x1b[0m$ looks\r\n"
    "usual \x1b[1mbold\x1b[0m \x1b[2mfaint\x1b[0m \x1b[3mitalic\x1b[0m \x1b[1;3mboth\x1b[0m \x1b[4munderlined\x1b[0m "
    "\x1b[21mtwice\x1b[0m \x1b[4:3mwavy\x1b[0m \x1b[7mreversed\x1b[0m \x1b[9mstruck\x1b[0m\r\n"
    "\x1b[30mblack \x1b[31mred \x1b[32mgreen \x1b[33myellow \x1b[34mblue \x1b[35mmagenta \x1b[36mcyan "
    "\x1b[37mwhite\x1b[0m\r\n"
    "\x1b[90mblack \x1b[91mred \x1b[92mgreen \x1b[93myellow \x1b[94mblue \x1b[95mmagenta \x1b[96mcyan "
    "\x1b[97mwhite\x1b[0m\r\n"
    "\x1b[2;31mfaint red \x1b[2;32mfaint green \x1b[2;34mfaint blue\x1b[0m \x1b[38;2;40;40;60mnearly black\x1b[0m "
    "\x1b[38;2;250;250;200mnearly white\x1b[0m \x1b[38;5;208morange\x1b[0m\r\n"
    "\x1b[40m black \x1b[41m red \x1b[42m green \x1b[43m yellow \x1b[44m blue \x1b[45m magenta \x1b[46m cyan \x1b[47m "
    "white "
    "\x1b[0m \x1b[97;44m white on blue \x1b[0m \x1b[30;42m black on green \x1b[0m\r\n"
    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e e\xcc\x81 na\xc3\xafve \xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82 "
    "\xce\xb1\xce\xb2\xce\xb3 != => -> === www fi\r\n"
    "\xe2\x94\x8c\xe2\x94\x80\xe2\x94\x80\xe2\x94\xac\xe2\x94\x80\xe2\x94\x80\xe2\x94\x90 "
    "\xe2\x95\x94\xe2\x95\x90\xe2\x95\x90\xe2\x95\xa6\xe2\x95\x90\xe2\x95\x90\xe2\x95\x97 "
    "\xe2\x94\x8f\xe2\x94\x81\xe2\x94\xb3\xe2\x94\x81\xe2\x94\x93 \xe2\x95\xad\xe2\x94\x80\xe2\x95\xae "
    "\xe2\x96\x81\xe2\x96\x82\xe2\x96\x83\xe2\x96\x84\xe2\x96\x85\xe2\x96\x86\xe2\x96\x87\xe2\x96\x88 "
    "\xe2\x96\x91\xe2\x96\x92\xe2\x96\x93 \xe2\x96\x9b\xe2\x96\x9c\xe2\x96\x99\xe2\x96\x9f\r\n"
    "\xe2\x94\x9c\xe2\x94\x80\xe2\x94\x80\xe2\x94\xbc\xe2\x94\x80\xe2\x94\x80\xe2\x94\xa4 "
    "\xe2\x95\xa0\xe2\x95\x90\xe2\x95\x90\xe2\x95\xac\xe2\x95\x90\xe2\x95\x90\xe2\x95\xa3 "
    "\xe2\x94\xa3\xe2\x94\x81\xe2\x95\x8b\xe2\x94\x81\xe2\x94\xab \xe2\x94\x82 \xe2\x94\x82\r\n"
    "\xe2\x94\x94\xe2\x94\x80\xe2\x94\x80\xe2\x94\xb4\xe2\x94\x80\xe2\x94\x80\xe2\x94\x98 "
    "\xe2\x95\x9a\xe2\x95\x90\xe2\x95\x90\xe2\x95\xa9\xe2\x95\x90\xe2\x95\x90\xe2\x95\x9d "
    "\xe2\x94\x97\xe2\x94\x81\xe2\x94\xbb\xe2\x94\x81\xe2\x94\x9b \xe2\x95\xb0\xe2\x94\x80\xe2\x95\xaf\r\n"
    "\x1b[1;32magent@sbx-2f1\x1b[0m:\x1b[1;34m~/project\x1b[0m$ ";

std::string fullScreen(int rows)
{
    std::string out =
        "\x1b]2;top\a\x1b[?1049h\x1b[H\x1b[2Jtop - 14:02:11 up 1:22,  1 user,  load average: 0.42, 0.31, 0.20\r\n"
        "Tasks:  \x1b[1m12\x1b[0m total,   \x1b[1m1\x1b[0m running,  \x1b[1m11\x1b[0m sleeping\r\n"
        "%Cpu(s):  \x1b[1m3.2\x1b[0m us,  \x1b[1m0.8\x1b[0m sy, \x1b[1m96.0\x1b[0m id\r\n\r\n"
        "\x1b[7m    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND         \x1b[0m\r\n";
    for (int i = 0; i < rows; ++i)
        out += (i == 0 ? "\x1b[1m" : "") + ("    " + std::to_string(310 + i)) +
               " agent     20   0   12984   5120   3360 S   0." + std::to_string(i) + "   0.5   0:00.1" +
               std::to_string(i) + (i % 2 == 0 ? " python3" : " bash") + (i == 0 ? "\x1b[0m" : "") + "\r\n";
    return out + "\x1b[?25l";
}

class TerminalStory : public Story {
public:
    TerminalStory()
    {
        with(glovebox::testing::sampleViews());
        model().terminals()->setDesk(&m_desk);
        model().keys()->setDesk(&m_keys);
    }
    ~TerminalStory() // the desk goes before the model
    {
        model().terminals()->show({});
        auto *windows = model().desktop()->windows();
        for (int row = 0; row < windows->count(); ++row)
            if (auto *terminals = windows->at(row)->terminals())
                terminals->show({});
    }

    testsupport::FakeTerminalDesk &desk() { return m_desk; }
    testsupport::FakeKeyDesk &keyDesk() { return m_keys; }
    void openPage()
    {
        model().openTerminals(QString::fromLatin1(glovebox::testing::kSampleRunningSandbox));
        window()->resize(kLarge);
        window()->show();
        settle();
    }
    /// What was asked is answered, and drawn.
    void settle()
    {
        for (QDeadlineTimer patience(300); !patience.hasExpired();)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    }

private:
    testsupport::FakeTerminalDesk m_desk;
    testsupport::FakeKeyDesk m_keys;
};

void shells()
{
    TerminalStory story;
    const auto shell = story.desk().put("bash", kShell);
    story.desk().put("pytest", "collected 214 items\r\n");
    story.desk().put("top", fullScreen(9));
    story.openPage();
    story.desk().print(shell + 1, "tests/test_prices.py ....\r\n");
    story.desk().end(shell + 2, {.status = 0, .signal = 0, .timedOut = false});
    story.settle();
    if (auto *terminal = qobject_cast<QQuickItem *>(story.part("terminal")))
        terminal->forceActiveFocus();
    story.take(QStringLiteral("terminal"), PanelModel::TerminalPage, kLarge, kAllThemes);
    story.take(QStringLiteral("terminal"), PanelModel::TerminalPage, kMedium);
    story.take(QStringLiteral("terminal"), PanelModel::TerminalPage, kSmall, kDark);
    if (auto *terminal = story.part("terminal"))
        QMetaObject::invokeMethod(terminal, "selectAll");
    story.take(QStringLiteral("terminal-selected"), PanelModel::TerminalPage);
    QGuiApplication::clipboard()->setText(
        QStringLiteral("cd /tmp\nrm -rf build\ncmake -S . -B build -G Ninja "
                       "-D CMAKE_BUILD_TYPE=RelWithDebInfo && cmake --build build\n"));
    QMetaObject::invokeMethod(story.part("terminal"), "paste");
    story.takeBoth(QStringLiteral("dialog-paste"), PanelModel::TerminalPage);
    QMetaObject::invokeMethod(story.dialog("pasteDialog"), "close");
    QMetaObject::invokeMethod(story.dialog("closeTerminalDialog"), "askFor", Q_ARG(int, 0));
    story.takeBoth(QStringLiteral("dialog-close-terminal"), PanelModel::TerminalPage);
    QMetaObject::invokeMethod(story.dialog("closeTerminalDialog"), "close");
    story.model().terminals()->setCurrent(2);
    story.takeBoth(QStringLiteral("terminal-ended"), PanelModel::TerminalPage);
    story.desk().fallAsleep();
    story.model().terminals()->setCurrent(0);
    story.takeBoth(QStringLiteral("terminal-asleep"), PanelModel::TerminalPage);
    story.desk().breakOff({ErrorCode::GuestExited, "the virtual machine ended"});
    story.settle();
    story.takeBoth(QStringLiteral("terminal-broken"), PanelModel::TerminalPage);
}

/// A terminal and a log beside the main window.
void ownWindows()
{
    TerminalStory story;
    story.desk().put("bash", kShell);
    story.model().desktop()->windows()->open(
        models::OwnWindow::Terminal, QStringLiteral("sandbox/") + QString::fromLatin1(testing::kSampleRunningSandbox));
    story.model().desktop()->windows()->open(models::OwnWindow::Log, {});
    story.settle();
    for (const QString &theme : {QStringLiteral("dark"), QStringLiteral("light")}) {
        story.model().settings()->wear(theme);
        story.settle();
        for (QWindow *window : QGuiApplication::topLevelWindows()) {
            auto *own = qobject_cast<QQuickWindow *>(window);
            if (!own || own->objectName() != QLatin1String("ownWindow"))
                continue;
            const QString name =
                own->title().startsWith(QLatin1String("Log")) ? QStringLiteral("log") : QStringLiteral("terminal");
            if (!own->grabWindow().save(QStringLiteral("%1/own-%2-%3.png").arg(Story::s_folder, name, theme)))
                Story::s_failed = true;
        }
    }
}

void scrolledBack()
{
    TerminalStory story;
    std::string many;
    for (int i = 1; i <= 400; ++i)
        many += "step " + std::to_string(i) + ": compiling src/part_" + std::to_string(i % 37) + ".cpp\r\n";
    story.desk().put("bash", many);
    for (int i = 0; i < 14; ++i)
        story.desk().put("a program with a rather long name " + std::to_string(i));
    story.openPage();
    if (auto *terminal = story.part("terminal"))
        terminal->setProperty("position", 0.4);
    story.takeBoth(QStringLiteral("terminal-scrolled"), PanelModel::TerminalPage);
}

void without()
{
    TerminalStory none;
    none.openPage();
    none.takeBoth(QStringLiteral("terminal-none"), PanelModel::TerminalPage);
    none.desk().holdOpen = true;
    none.model().terminals()->open(80, 24);
    none.takeBoth(QStringLiteral("terminal-opening"), PanelModel::TerminalPage);
    TerminalStory old;
    old.desk().refuseList = Error{ErrorCode::Unsupported, "no terminals"};
    old.openPage();
    old.takeBoth(QStringLiteral("terminal-unsupported"), PanelModel::TerminalPage);
}

void open(TerminalStory &story, const char *dialog, const char *how, const QString &id = {})
{
    auto *found = story.dialog(dialog);
    if (!found)
        Story::s_failed = true;
    else if (id.isEmpty())
        QMetaObject::invokeMethod(found, how);
    else
        QMetaObject::invokeMethod(found, how, Q_ARG(QString, id));
    QGuiApplication::processEvents();
}

void keys()
{
    for (const char *how : {"", "socket", "refused", "broken", "empty", "crowd"}) {
        TerminalStory story;
        story.with(sample::sampleKeys(how));
        story.model().keys()->setShown(true);
        const auto name = QStringLiteral("api-keys%1%2").arg(QLatin1String(*how == 0 ? "" : "-"), QLatin1String(how));
        story.takeBoth(name, PanelModel::EnvironmentsPage);
        if (*how != 0)
            continue;
        story.take(name, PanelModel::EnvironmentsPage, kSmall, kDark);
        story.take(name, PanelModel::EnvironmentsPage, kLarge, kAllThemes);
        open(story, "newKeyDialog", "begin");
        story.takeBoth(QStringLiteral("dialog-key-new"), PanelModel::EnvironmentsPage);
        story.model().keys()->create(QStringLiteral("nightly tests"), 1, 2);
        story.settle();
        story.takeBoth(QStringLiteral("dialog-key-made"), PanelModel::EnvironmentsPage);
        story.take(QStringLiteral("dialog-key-made"), PanelModel::EnvironmentsPage, kSmall, kLight);
        QMetaObject::invokeMethod(story.dialog("newKeyDialog"), "close");
        open(story, "rotateKeyDialog", "begin", QStringLiteral("key-7f3a91"));
        story.takeBoth(QStringLiteral("dialog-key-rotate"), PanelModel::EnvironmentsPage);
        QMetaObject::invokeMethod(story.dialog("rotateKeyDialog"), "close");
        open(story, "revokeKeyDialog", "begin", QStringLiteral("key-7f3a91"));
        story.keyDesk().refusal = "The file of keys cannot be written: no space is left.";
        story.model().keys()->revoke();
        story.settle();
        story.takeBoth(QStringLiteral("dialog-key-revoke-refused"), PanelModel::EnvironmentsPage);
    }
}

} // namespace

void drawTerminals()
{
    shells();
    ownWindows();
    scrolledBack();
    without();
    keys();
}

} // namespace glovebox::screenshots
