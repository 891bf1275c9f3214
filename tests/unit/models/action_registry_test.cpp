// What the window can do is in one list: menus, keys and the sheet have nothing that is not in it, no key means two
// things on one page, and what is not possible says why.
#include "app/models/action_table.h"
#include "tests/unit/models/panel_fixture.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace glovebox::models;
using domain::SandboxState;

namespace {

QString sourceOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Every QML file of the window, by its path.
QMap<QString, QString> qmlFiles()
{
    QMap<QString, QString> all;
    QDirIterator files(QStringLiteral(GLOVEBOX_QML), {QStringLiteral("*.qml")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        all.insert(path, sourceOf(path));
    }
    return all;
}

QStringList found(const QString &text, const char *pattern)
{
    QStringList all;
    auto matches = QRegularExpression(QString::fromLatin1(pattern)).globalMatch(text);
    while (matches.hasNext())
        all += matches.next().captured(1);
    return all;
}

constexpr PanelModel::Page kPages[] = {
    PanelModel::ApprovalsPage, PanelModel::SessionsPage,     PanelModel::SessionPage,  PanelModel::QueuePage,
    PanelModel::SandboxesPage, PanelModel::SnapshotsPage,    PanelModel::DefinedPage,  PanelModel::TemplatesPage,
    PanelModel::ImagesPage,    PanelModel::EgressPage,       PanelModel::LogsPage,     PanelModel::CostsPage,
    PanelModel::AuditPage,     PanelModel::EnvironmentsPage, PanelModel::TerminalPage, PanelModel::DoctorPage};

} // namespace

class ActionRegistryTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin({samplePrepared()}); }
    void cleanup() { end(); }

    void everyActionHasANameAnIconAndAPlace();
    void noKeyMeansTwoThingsOnOnePage();
    void whatDestroysHasNoLetter();
    void everyIdInTheWindowIsAnAction();
    void whatTheWindowHasToDoItDoes();
    void noKeyIsWrittenAnywhereElse();
    void menusAreMadeOfActions();
    void theSheetOfEachPageIsTheListOfItsKeys();
    void blankCellsOfTheTableOfSandboxesSayWhy_data();
    void blankCellsOfTheTableOfSandboxesSayWhy();
    void withoutASelectionEachSaysWhatToSelect();
    void whatIsNotPossibleIsNotDoneAndSaysWhy();
    void lettersAreSwitchedOffTogetherAndThatIsRemembered();
    void anotherKeyIsTakenRememberedAndGivenBack();
    void aKeyThatMeansSomethingElseIsRefused();
    void aKeyThatIsFreeOnItsOwnPageMayBeUsedOnTwo();
    void theSheetTakesTwoKeysAfterALeader();
    void afterAFirstKeyLettersLeadToPagesAndNothingElse();
    void backAndForwardLeadThroughWhatWasShown();

private:
    ActionRegistry &registry() { return *m_panel->registry(); }
    PanelAction &action(const char *id) { return *registry().find(QString::fromLatin1(id)); }
    static QKeySequence key(const char *text) { return QKeySequence(QString::fromLatin1(text)); }
};

void ActionRegistryTest::everyActionHasANameAnIconAndAPlace()
{
    QSet<QString> ids;
    for (const auto &one : registry().actions()) {
        QVERIFY2(!ids.contains(one->id()), one->def().id);
        ids.insert(one->id());
        QVERIFY2(!one->text().isEmpty(), one->def().id);
        QVERIFY2(one->def().places != NoPlace, one->def().id);
        if (one->def().use != KeyUse::Fixed)
            QVERIFY2(QFile::exists(QStringLiteral(GLOVEBOX_ICONS "/%1.svg").arg(one->symbol())), one->def().id);
    }
    QVERIFY(ids.size() > 80);
}

void ActionRegistryTest::noKeyMeansTwoThingsOnOnePage()
{
    for (const auto page : kPages) {
        m_panel->setPage(page);
        QMap<QString, QString> taken;
        for (const auto &one : registry().actions()) {
            if ((one->def().places & registry().placesNow()) == 0)
                continue;
            for (const QKeySequence &keys : one->keys()) {
                const QString text = keyText(keys);
                QVERIFY2(
                    !text.isEmpty() && !taken.contains(text),
                    qPrintable(text + QStringLiteral(": ") + taken.value(text) + QStringLiteral(" and ") + one->id()));
                taken.insert(text, one->id());
            }
        }
    }
}

void ActionRegistryTest::whatDestroysHasNoLetter()
{
    for (const auto &one : registry().actions())
        for (const QKeySequence &keys : one->keys())
            if (one->def().kind == ActionKind::Destructive)
                QVERIFY2(!isLetter(keys), one->def().id);
}

void ActionRegistryTest::everyIdInTheWindowIsAnAction()
{
    QSet<QString> ids;
    for (const auto &one : registry().actions())
        ids.insert(one->id());
    const auto files = qmlFiles();
    QVERIFY(files.size() > 100);
    for (auto file = files.begin(); file != files.end(); ++file)
        for (const QString &id : found(*file, "(?:registry\\.(?:find|trigger)\\(|case )\"([a-z]+\\.[A-Za-z]+)\""))
            QVERIFY2(ids.contains(id), qPrintable(file.key() + QStringLiteral(": ") + id));
}

/// What no model does has a place in the window that does it.
void ActionRegistryTest::whatTheWindowHasToDoItDoes()
{
    QString all;
    for (const QString &text : qmlFiles())
        all += text;
    for (const auto &one : registry().actions()) {
        if (one->def().run || one->def().use == KeyUse::Fixed)
            continue;
        const QString taken = QStringLiteral("case \"%1\":").arg(one->id());
        const QString inLists = QStringLiteral("id === \"%1\"").arg(one->id());
        QVERIFY2(all.contains(taken) || all.contains(inLists), one->def().id);
    }
}

void ActionRegistryTest::noKeyIsWrittenAnywhereElse()
{
    const auto files = qmlFiles();
    for (auto file = files.begin(); file != files.end(); ++file) {
        for (const QString &keys : found(*file, "sequences?: \\[?\"([^\"]+)\""))
            QVERIFY2(keys == QLatin1String("Escape") || keys.startsWith(QLatin1String("Ctrl+Return")),
                     qPrintable(file.key() + QStringLiteral(": ") + keys)); // dialogs' own
        const QStringList letters = found(*file, "Qt\\.Key_([A-Z])\\b");
        QVERIFY2(letters.isEmpty() || file.key().endsWith(QLatin1String("LogView.qml")), // Ctrl+A, Ctrl+C of lines
                 qPrintable(file.key()));
    }
}

void ActionRegistryTest::menusAreMadeOfActions()
{
    for (const char *menu : {"SandboxMenu", "SnapshotMenu", "DefinedMenu", "LogCopyMenu"}) {
        const QString text = sourceOf(QStringLiteral(GLOVEBOX_QML "/components/%1.qml").arg(QLatin1String(menu)));
        QVERIFY2(text.contains(QLatin1String("ActionEntry {")), menu);
        QVERIFY2(!text.contains(QLatin1String("MenuEntry {")), menu);
    }
}

void ActionRegistryTest::theSheetOfEachPageIsTheListOfItsKeys()
{
    for (const auto page : kPages) {
        m_panel->setPage(page);
        QSet<QString> shown;
        for (const QVariantList &rows : {registry().sheet()->everywhere(), registry().sheet()->here()})
            for (const QVariant &row : rows) {
                const QVariantMap map = row.toMap();
                QVERIFY(!map.value(QStringLiteral("keys")).toStringList().isEmpty());
                shown.insert(map.value(QStringLiteral("id")).toString());
            }
        for (const auto &one : registry().actions()) {
            const bool acts = !one->keys().isEmpty() && (one->def().places & registry().placesNow()) != 0;
            QVERIFY2(shown.contains(one->id()) == acts, one->def().id);
        }
        QVERIFY(!registry().sheet()->pageName().isEmpty());
    }
}

/// ux 2.5, the table of sandboxes: a blank cell is not offered, and says why.
void ActionRegistryTest::blankCellsOfTheTableOfSandboxesSayWhy_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QStringList>("blank");
    const auto row = [](const char *name, SandboxState state, std::initializer_list<const char *> blank) {
        QTest::newRow(name) << static_cast<int>(state) << words(blank);
    };
    row("queued", SandboxState::Queued, {"resume", "pause", "hibernate", "snapshot", "fork", "terminal"});
    row("creating", SandboxState::Creating, {"resume", "pause", "hibernate", "snapshot", "fork", "terminal"});
    row("restoring", SandboxState::Restoring, {"resume", "pause", "hibernate", "snapshot", "fork", "terminal"});
    row("resuming", SandboxState::Resuming, {"resume", "pause", "hibernate", "snapshot", "fork", "terminal"});
    row("running", SandboxState::Running, {"resume"});
    row("paused", SandboxState::Paused, {"pause"});
    row("hibernated", SandboxState::Hibernated, {"pause", "hibernate"});
    row("stopped", SandboxState::Stopped, {"pause", "hibernate"});
    row("failed", SandboxState::Failed, {"pause", "hibernate", "terminal"});
    row("hibernating", SandboxState::Hibernating, {"resume", "pause", "hibernate", "snapshot", "fork", "terminal"});
    row("destroying", SandboxState::Destroying,
        {"resume", "pause", "hibernate", "snapshot", "fork", "terminal", "destroy"});
}

void ActionRegistryTest::blankCellsOfTheTableOfSandboxesSayWhy()
{
    QFETCH(int, state);
    QFETCH(QStringList, blank);
    api::SandboxView view = sandbox("sbx-cell", 1, static_cast<SandboxState>(state));
    view.base = domain::TemplateId("tpl-1");
    m_panel->apply(batchOf({view}));
    m_panel->openSandbox(QStringLiteral("sbx-cell"));
    for (const QString &verb : blank) {
        PanelAction &one = *registry().find(QStringLiteral("sandbox.") + verb);
        QVERIFY2(one.why().endsWith(QLatin1Char('.')), qPrintable(verb));
        const auto asked = m_engine->asked.size();
        one.trigger();
        QCOMPARE(m_engine->asked.size(), asked);
    }
}

void ActionRegistryTest::withoutASelectionEachSaysWhatToSelect()
{
    m_panel->setPage(PanelModel::SandboxesPage);
    QCOMPARE(action("sandbox.pause").why(), QStringLiteral("Select a sandbox first."));
    QCOMPARE(action("snapshot.delete").why(), QStringLiteral("Select a snapshot first."));
    QCOMPARE(action("image.verify").why(), QStringLiteral("Select an image first."));
    QCOMPARE(action("go.logs").why(), QString());
}

void ActionRegistryTest::whatIsNotPossibleIsNotDoneAndSaysWhy()
{
    m_panel->openSandbox(QString::fromLatin1(kSamplePausedSandbox));
    QSignalSpy toasts(m_panel.get(), &PanelModel::toast);
    QSignalSpy asked(&registry(), &ActionRegistry::asked);
    action("sandbox.pause").trigger();
    QVERIFY(m_engine->asked.empty());
    QCOMPARE(toasts.size(), 1);
    QVERIFY(toasts[0][0].toString().contains(QLatin1String("It is paused already.")));
    action("sandbox.resume").trigger();
    QCOMPARE(m_engine->asked.size(), 1);
    m_panel->openSandbox(QString::fromLatin1(kSampleIdleSandbox));
    action("sandbox.destroy").trigger(); // opens its dialog, and does nothing by itself
    QCOMPARE(asked.size(), 1);
    QCOMPARE(m_engine->asked.size(), 1);
}

void ActionRegistryTest::lettersAreSwitchedOffTogetherAndThatIsRemembered()
{
    QTemporaryDir folder;
    const QString memory = folder.filePath(QStringLiteral("panel.ini"));
    m_panel->setMemoryFile(memory);
    m_panel->openSandbox(QString::fromLatin1(kSampleIdleSandbox));
    QCOMPARE(registry().actionFor(Qt::Key_P, Qt::NoModifier), QStringLiteral("sandbox.pause"));
    QCOMPARE(registry().leader(), QStringLiteral("G"));
    QVERIFY(action("list.filter").liveKeys().contains(QLatin1String("/")));
    registry().setLetters(false);
    QCOMPARE(registry().actionFor(Qt::Key_P, Qt::NoModifier), QString());
    QCOMPARE(registry().actionFor(Qt::Key_Delete, Qt::NoModifier), QStringLiteral("sandbox.destroy"));
    QCOMPARE(registry().leader(), QString());
    QCOMPARE(action("list.filter").liveKeys(), QStringList{QStringLiteral("Ctrl+F")});
    QCOMPARE(action("app.keys").liveKeys(), QStringList{QStringLiteral("Ctrl+/")});
    end();
    begin();
    m_panel->setMemoryFile(memory);
    QVERIFY(!registry().letters());
}

void ActionRegistryTest::anotherKeyIsTakenRememberedAndGivenBack()
{
    QTemporaryDir folder;
    const QString memory = folder.filePath(QStringLiteral("panel.ini"));
    m_panel->setMemoryFile(memory);
    m_panel->openSandbox(QString::fromLatin1(kSampleIdleSandbox));
    QCOMPARE(registry().rebind(QStringLiteral("sandbox.pause"), key("O")), QString());
    QCOMPARE(action("sandbox.pause").keysText(), QStringLiteral("O"));
    QCOMPARE(registry().actionFor(Qt::Key_O, Qt::NoModifier), QStringLiteral("sandbox.pause"));
    QCOMPARE(registry().actionFor(Qt::Key_P, Qt::NoModifier), QString());
    end();
    begin();
    m_panel->setMemoryFile(memory);
    QCOMPARE(action("sandbox.pause").keysText(), QStringLiteral("O"));
    QVERIFY(registry().sheet()->anyChanged());
    registry().sheet()->reset(QStringLiteral("sandbox.pause"));
    QCOMPARE(action("sandbox.pause").keysText(), QStringLiteral("P"));
    QVERIFY(!registry().sheet()->anyChanged());
}

void ActionRegistryTest::aKeyThatMeansSomethingElseIsRefused()
{
    const auto why = [this](const char *id, const char *keys) {
        return registry().rebind(QString::fromLatin1(id), key(keys));
    };
    QCOMPARE(why("sandbox.pause", "H"), QStringLiteral("H is the key of “Hibernate”."));
    QCOMPARE(why("sandbox.pause", "X"), QStringLiteral("X is the key of “Select, or not”."));
    QCOMPARE(why("sandbox.pause", "Ctrl+K"), QStringLiteral("Ctrl+K is the key of “Search, or do something”."));
    QVERIFY(why("sandbox.pause", "G").contains(QLatin1String("G A is the key of")));
    QVERIFY(why("sandbox.pause", "Return").contains(QLatin1String("Enter is the key of")));
    QCOMPARE(why("sandbox.destroy", "D"), QStringLiteral("What destroys something has no single letter."));
    QCOMPARE(why("go.logs", "Y, L"), QStringLiteral("Two keys begin with G."));
    QVERIFY(!why("list.open", "O").isEmpty());
    QCOMPARE(action("sandbox.pause").keysText(), QStringLiteral("P"));
}

void ActionRegistryTest::aKeyThatIsFreeOnItsOwnPageMayBeUsedOnTwo()
{
    QCOMPARE(registry().rebind(QStringLiteral("sandbox.pause"), key("B")), QString()); // builds, on another page
}

void ActionRegistryTest::theSheetTakesTwoKeysAfterALeader()
{
    KeySheet &sheet = *registry().sheet();
    sheet.change(QStringLiteral("go.logs"));
    sheet.press(Qt::Key_G, Qt::NoModifier);
    QCOMPARE(sheet.pressed(), QStringLiteral("G"));
    sheet.press(Qt::Key_S, Qt::NoModifier);
    QVERIFY(sheet.problem().contains(QStringLiteral("“Sessions”")));
    QCOMPARE(sheet.changing(), QStringLiteral("go.logs"));
    sheet.press(Qt::Key_G, Qt::NoModifier);
    sheet.press(Qt::Key_J, Qt::NoModifier);
    QCOMPARE(sheet.problem(), QString());
    QCOMPARE(action("go.logs").keysText(), QStringLiteral("G J"));
    sheet.change(QStringLiteral("app.next"));
    sheet.press(Qt::Key_Escape, Qt::NoModifier);
    QCOMPARE(sheet.changing(), QString());
    QCOMPARE(action("app.next").keysText(), QStringLiteral("Ctrl+Shift+N"));
}

void ActionRegistryTest::afterAFirstKeyLettersLeadToPagesAndNothingElse()
{
    m_panel->openSandbox(QString::fromLatin1(kSampleIdleSandbox));
    registry().wait();
    QVERIFY(registry().followers().contains(QLatin1String("L")));
    QVERIFY(action("list.filter").liveKeys() == QStringList{QStringLiteral("Ctrl+F")});
    QCOMPARE(registry().actionFor(Qt::Key_P, Qt::NoModifier), QString()); // that ends it
    QVERIFY(!registry().waiting());
    QCOMPARE(registry().actionFor(Qt::Key_P, Qt::NoModifier), QStringLiteral("sandbox.pause"));
    registry().wait();
    registry().follow(QStringLiteral("L"));
    QCOMPARE(m_panel->page(), PanelModel::LogsPage);
    QVERIFY(!registry().waiting());
}

void ActionRegistryTest::backAndForwardLeadThroughWhatWasShown()
{
    QVERIFY(!action("app.back").why().isEmpty());
    m_panel->setPage(PanelModel::QueuePage);
    m_panel->openSession(QString::fromLatin1(kSampleRunningSession));
    m_panel->openSession(QString::fromLatin1(kSampleFailedSession));
    m_panel->setPage(PanelModel::CostsPage);
    action("app.back").trigger();
    QCOMPARE(m_panel->session()->id(), QString::fromLatin1(kSampleFailedSession));
    action("app.back").trigger();
    QCOMPARE(m_panel->session()->id(), QString::fromLatin1(kSampleRunningSession));
    action("app.back").trigger();
    QCOMPARE(m_panel->page(), PanelModel::QueuePage);
    action("app.forward").trigger();
    QCOMPARE(m_panel->session()->id(), QString::fromLatin1(kSampleRunningSession));
    m_panel->setPage(PanelModel::AuditPage); // another way
    QVERIFY(!action("app.forward").why().isEmpty());
    action("app.back").trigger();
    QCOMPARE(m_panel->page(), PanelModel::SessionPage);
}

QTEST_GUILESS_MAIN(ActionRegistryTest)
#include "action_registry_test.moc"
