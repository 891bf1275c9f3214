// Role: panel_monkey [--seed N] [--actions N]: somebody who presses, clicks and types at random in the window over the
// sample engine, in which everything goes wrong that can. Nothing may crash, QML may warn of nothing, Escape always
// leads back to a page with the keyboard in it, and neither memory nor the count of objects grows without end. The same
// seed is the same row of choices in the same time, which passes by actions; only how far timers and threads came
// between two of them is the host's. When it fails, the last actions are told, also those before a crash.
// Thread: GUI.
#include "app/models/desktop_panel.h"
#include "app/panel/rendering.h"
#include "core/base/log.h"
#include "tests/qml/monkey_trail.h"
#include "tests/support/sample_window.h"

#include <CLI/CLI.hpp>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QMetaEnum>
#include <QTest>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <random>
#include <set>
#include <unistd.h>

using namespace glovebox;
using models::PanelModel;
using monkey::problems;
using monkey::trail;

namespace {

constexpr int kRound = 100;        // actions between two looks at whether one gets out of everything
constexpr int kTellEvery = 500;    // actions
constexpr int kFindingsMax = 12;   // enough to mend
constexpr int kGrowthMaxMib = 160; // over all of it, once every page was there: glyphs, caches, the sample's own past
constexpr int kGrowthMaxOf = 4;    // so many times the objects that the first page had once every page was there
constexpr int kPatience = 20'000;  // for the sample's first word
constexpr int kGetOutPatience = 3000;
constexpr std::int64_t kBegin = 1'767'225'600'000; // 2026, whatever the host's clock says
constexpr std::int64_t kStepMs = 120;              // that pass with every action

std::atomic<std::int64_t> s_now{kBegin}; // asked by the engine's thread as well

/// A program's own loop deletes what was let go; here nobody else does.
void turn(int milliseconds)
{
    QCoreApplication::processEvents(QEventLoop::AllEvents, milliseconds);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

bool waitFor(const std::function<bool()> &until, int patience)
{
    return QTest::qWaitFor(
        [&] {
            s_now += kStepMs / 4;
            return until();
        },
        patience);
}

int residentMib()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return static_cast<int>(file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE) / (1024 * 1024));
}

QString named(const QQuickItem *item)
{
    QString name = item->objectName();
    if (name.isEmpty())
        name = QString::fromLatin1(item->metaObject()->className()).section(QLatin1Char('_'), 0, 0);
    const QString text = item->property("text").toString().left(40);
    return text.isEmpty() ? name : QStringLiteral("%1 \"%2\"").arg(name, text);
}

bool isPressed(const QQuickItem *item)
{
    for (const char *type : {"QQuickMouseArea", "QQuickAbstractButton", "QQuickTextInput", "QQuickTextEdit",
                             "QQuickComboBox", "QQuickTabButton", "QQuickSwitch"})
        if (item->inherits(type))
            return true;
    return false;
}

void collect(QQuickItem *item, const QRectF &seen, std::vector<std::pair<QQuickItem *, QRectF>> &into)
{
    if (!item->isVisible() || !item->isEnabled() || item->opacity() == 0)
        return;
    const QRectF own = item->mapRectToScene(QRectF(0, 0, item->width(), item->height())).intersected(seen);
    if (isPressed(item) && own.width() >= 2 && own.height() >= 2)
        into.emplace_back(item, own);
    for (QQuickItem *child : item->childItems())
        collect(child, item->clip() ? own : seen, into);
}

class Monkey {
public:
    explicit Monkey(unsigned seed) : m_chance(seed) { begin(); }

    /// False: something was found.
    bool run(int actions)
    {
        QElapsedTimer timer;
        timer.start();
        for (int done = 1; done <= actions && m_findings < kFindingsMax; ++done) {
            s_now += kStepMs;
            act();
            look();
            if (done % kRound != 0 && done != actions)
                continue;
            getOut();
            const Size size{residentMib(), static_cast<int>(window()->findChildren<QObject *>().size())};
            if (done <= std::max(kRound, actions / 4))
                m_settled = {std::max(m_settled.mib, size.mib), std::max(m_settled.objects, size.objects)};
            m_last = size;
            if (done % kTellEvery == 0 || done == actions) {
                std::printf("%6d actions, %lld s, %d MiB, %d objects\n", done,
                            static_cast<long long>(timer.elapsed() / 1000), size.mib, size.objects);
                std::fflush(stdout);
            }
        }
        if (const int grown = m_last.mib - m_settled.mib; grown > kGrowthMaxMib)
            find(QStringLiteral("%1 MiB more than after the first rounds").arg(grown));
        if (m_last.objects > m_settled.objects * kGrowthMaxOf)
            find(QStringLiteral("%1 objects on the first page, where there were %2 after the first rounds")
                     .arg(m_last.objects)
                     .arg(m_settled.objects));
        return m_findings == 0;
    }

private:
    struct Size {
        int mib = 0;
        int objects = 0; // of the window on its first page
    };

    void begin()
    {
        sample::SampleOptions options;
        options.sandboxes = 60;
        options.rate = 20;
        options.events = 300;
        for (const auto &row : sample::kFaults)
            if (row.fault != sample::Fault::EngineStopped) // that ends nearly everything after ten seconds
                options.faults.insert(row.fault);
        m_sample.reset();
        m_sample = std::make_unique<testing::SampleWindow>(
            options, [] { return WallTime(std::chrono::milliseconds(s_now.load())); });
        m_quit = false;
        m_warned = 0;
        QObject::connect(&m_sample->app(), &panel::PanelApp::quitReady, m_sample->window(), [this] { m_quit = true; });
        m_sample->window()->requestActivate();
        if (!waitFor([this] { return m_sample->model().loaded(); }, kPatience))
            find(QStringLiteral("the sample tells nothing"));
    }

    PanelModel &model() { return m_sample->model(); }
    QQuickWindow *window() { return m_sample->window(); }
    int below(int limit) { return static_cast<int>(m_chance() % static_cast<unsigned>(limit)); }
    template <class List>
    auto &oneOf(List &list)
    {
        return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
    }

    QQuickItem *overlay()
    {
        for (QQuickItem *item : window()->contentItem()->childItems())
            if (item->inherits("QQuickOverlay"))
                return item;
        return nullptr;
    }
    /// Dialogs and menus that are open; a hint is none.
    std::vector<QQuickItem *> popups()
    {
        std::vector<QQuickItem *> open;
        if (QQuickItem *over = overlay())
            for (QQuickItem *item : over->childItems())
                if (item->inherits("QQuickPopupItem") && item->isVisible() &&
                    !(item->parent() && item->parent()->inherits("QQuickToolTip")))
                    open.push_back(item);
        return open;
    }

    void act()
    {
        const int kind = below(100);
        if (kind < 40)
            click();
        else if (kind < 60)
            pressAction();
        else if (kind < 78)
            pressPlain();
        else if (kind < 84)
            type();
        else if (kind < 88)
            wheel();
        else if (kind < 91)
            triggerUnbound();
        else if (kind < 97)
            changePage();
        else if (kind < 99)
            resize();
        else
            closeWindow();
        turn(15);
    }

    void click()
    {
        auto *root = window()->contentItem();
        std::vector<std::pair<QQuickItem *, QRectF>> found;
        const auto open = popups();
        QQuickItem *from = !open.empty() && below(10) > 0 ? open.back() : root;
        collect(from, QRectF(0, 0, window()->width(), window()->height()), found);
        if (found.empty())
            return;
        const auto &[item, rect] = oneOf(found);
        const bool right = below(10) == 0;
        const bool twice = !right && below(10) == 0;
        const auto keys = below(12) == 0 ? Qt::ControlModifier : below(12) == 0 ? Qt::ShiftModifier : Qt::NoModifier;
        trail().add(QStringLiteral("%1click %2 at %3,%4")
                        .arg(right   ? QStringLiteral("right ")
                             : twice ? QStringLiteral("double ")
                                     : QString(),
                             named(item))
                        .arg(qRound(rect.center().x()))
                        .arg(qRound(rect.center().y())));
        const QPoint where = rect.center().toPoint();
        QTest::mouseMove(window(), where);
        if (twice)
            QTest::mouseDClick(window(), Qt::LeftButton, keys, where);
        else
            QTest::mouseClick(window(), right ? Qt::RightButton : Qt::LeftButton, keys, where);
    }
    /// What acts on this page, by its keys.
    void pressAction()
    {
        std::vector<models::PanelAction *> here;
        for (const auto &action : model().registry()->actions())
            if ((action->def().places & model().registry()->placesNow()) != 0 && !action->keys().isEmpty())
                here.push_back(action.get());
        if (here.empty()) // it took all the keys away
            return;
        const auto *action = oneOf(here);
        const QKeySequence keys = action->keys()[below(static_cast<int>(action->keys().size()))];
        trail().add(QStringLiteral("keys %1 (%2)").arg(keys.toString(), action->id()));
        QTest::keySequence(window(), keys);
    }
    /// From menus: those that have no key.
    void triggerUnbound()
    {
        if (!popups().empty())
            return;
        std::vector<models::PanelAction *> here;
        for (const auto &action : model().registry()->actions())
            if ((action->def().places & model().registry()->placesNow()) != 0 &&
                action->def().use == models::KeyUse::Chosen)
                here.push_back(action.get());
        if (here.empty())
            return;
        auto *action = oneOf(here);
        trail().add(QStringLiteral("chosen: %1").arg(action->id()));
        action->trigger();
    }
    void pressPlain()
    {
        static constexpr std::array kKeys{Qt::Key_Tab,    Qt::Key_Tab,       Qt::Key_Backtab, Qt::Key_Up,
                                          Qt::Key_Down,   Qt::Key_Down,      Qt::Key_Left,    Qt::Key_Right,
                                          Qt::Key_Return, Qt::Key_Return,    Qt::Key_Space,   Qt::Key_Escape,
                                          Qt::Key_Home,   Qt::Key_End,       Qt::Key_PageUp,  Qt::Key_PageDown,
                                          Qt::Key_Delete, Qt::Key_Backspace, Qt::Key_F10};
        const Qt::Key key = oneOf(kKeys);
        const auto with = key == Qt::Key_F10 || key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier;
        trail().add(QStringLiteral("key %1").arg(QKeySequence(key).toString()));
        QTest::keyClick(window(), key, with);
    }
    void type()
    {
        static const std::array kTexts{QStringLiteral("sbx"),
                                       QStringLiteral("5"),
                                       QStringLiteral("-1"),
                                       QStringLiteral("api.example.com"),
                                       QStringLiteral("a b \"c"),
                                       QStringLiteral("[(*"),
                                       QStringLiteral("99999999999999999999"),
                                       QStringLiteral("restart name=x")};
        const QString text = oneOf(kTexts);
        trail().add(QStringLiteral("type %1").arg(text));
        for (const QChar letter : text)
            QTest::keyClick(window(), letter.toLatin1());
    }
    void wheel()
    {
        const QPointF where(below(window()->width()), below(window()->height()));
        const int turn = (below(2) == 0 ? 120 : -120) * (1 + below(8));
        trail().add(QStringLiteral("wheel %1 at %2,%3").arg(turn).arg(where.x()).arg(where.y()));
        QWheelEvent event(where, window()->mapToGlobal(where), {}, {0, turn}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(window(), &event);
    }
    void changePage()
    {
        const auto pages = QMetaEnum::fromType<PanelModel::Page>();
        const int at = below(pages.keyCount());
        trail().add(QStringLiteral("page %1").arg(QLatin1String(pages.key(at))));
        m_sample->open(static_cast<PanelModel::Page>(pages.value(at)));
    }
    void resize()
    {
        static constexpr std::array kSizes{QSize(800, 600), QSize(1024, 700), QSize(1440, 900), QSize(1100, 640)};
        const QSize size = oneOf(kSizes);
        trail().add(QStringLiteral("size %1 x %2").arg(size.width()).arg(size.height()));
        window()->resize(size);
    }
    void closeWindow()
    {
        trail().add(QStringLiteral("close the window"));
        window()->close();
    }

    /// What the last action did.
    void look()
    {
        if (m_quit) { // it was closed, and let go: the next start
            trail().add(QStringLiteral("a new window"));
            begin();
        }
        for (const QString &text : std::exchange(problems(), {}))
            find(text);
        for (const QString &text : m_sample->warnings().mid(m_warned))
            if (!monkey::isQtsOwn(text))
                find(text);
        m_warned = m_sample->warnings().size();
    }
    void find(const QString &what)
    {
        if (!m_known.insert(what).second)
            return;
        ++m_findings;
        std::fflush(stdout);
        std::fprintf(stderr, "FOUND: %s\n", qPrintable(what));
        trail().write();
    }

    /// Whoever is lost presses Escape a few times, and goes to the first page.
    void getOut()
    {
        model().settings()->setLetters(true); // it may have switched them off, or changed a key
        model().registry()->resetAllKeys();
        auto *own = model().desktop()->windows(); // one of these may have the keyboard
        while (own->count() > 0)
            own->close(own->at(0));
        window()->requestActivate();
        waitFor([this] { return window()->isActive(); }, kGetOutPatience);
        if (model().page() == PanelModel::TerminalPage)
            QTest::keyClick(window(), Qt::Key_Escape, Qt::ControlModifier | Qt::ShiftModifier);
        for (int times = 0; times < 5; ++times) {
            QTest::keyClick(window(), Qt::Key_Escape);
            turn(30);
        }
        const int before = m_findings;
        if (!waitFor([this] { return popups().empty(); }, kGetOutPatience))
            find(QStringLiteral("after Escape %1 is still open").arg(nameOfPopup()));
        const QQuickItem *focus = window()->activeFocusItem();
        const auto page = model().page();
        if (!focus || focus == window()->contentItem())
            find(QStringLiteral("after Escape nothing has the keyboard on page %1").arg(page));
        else if (!focus->isVisible())
            find(QStringLiteral("after Escape the keyboard is in %1, which is hidden").arg(named(focus)));
        trail().add(QStringLiteral("G O on page %1").arg(page));
        QTest::keySequence(window(), QKeySequence(QStringLiteral("G, O")));
        if (!waitFor([this] { return model().page() == PanelModel::OverviewPage; }, kGetOutPatience))
            find(QStringLiteral("G O does not lead away from page %1; the keyboard is in %2")
                     .arg(page)
                     .arg(focus ? named(focus) : QString()));
        look();
        if (m_findings > before) // what comes next begins in a window that is well
            begin();
    }
    QString nameOfPopup()
    {
        const auto open = popups();
        if (open.empty())
            return {};
        const QObject *owner = open.back()->parent() ? open.back()->parent() : open.back();
        return QStringLiteral("%1 (%2)").arg(owner->objectName(), QLatin1String(owner->metaObject()->className()));
    }

    std::mt19937 m_chance;
    std::unique_ptr<testing::SampleWindow> m_sample;
    bool m_quit = false;
    qsizetype m_warned = 0;
    Size m_settled; // the most of the first rounds
    Size m_last;
    int m_findings = 0;
    std::set<QString> m_known;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir home; // what it exports, and what the desktop would keep
    qputenv("HOME", home.path().toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
    QDir::setCurrent(home.path());
    CLI::App app("Presses, clicks and types at random in the window over the sample.", "panel_monkey");
    unsigned seed = 1;
    int actions = 10'000;
    app.add_option("--seed", seed, "another number, other choices [1]");
    app.add_option("--actions", actions, "how many [10000]")->check(CLI::Range(1, 1'000'000));
    CLI11_PARSE(app, argc, argv);
    LogHub::instance().install(false);
    QGuiApplication application(argc, argv);
    monkey::s_next = qInstallMessageHandler(monkey::listen);
    for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE})
        std::signal(signal, monkey::tellAndDie);
    panel::chooseRendering(panel::Rendering::Software);
    std::printf("seed %u, %d actions\n", seed, actions);
    std::fflush(stdout);
    const bool clean = Monkey(seed).run(actions);
    std::printf(clean ? "nothing was found\n" : "seed %u: see above\n", seed);
    return clean ? 0 : 1;
}
