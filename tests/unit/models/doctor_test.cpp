// The Host doctor: results by how much they matter, asked for again one by one, and a support bundle without secrets.
#include "app/models/doctor_panel.h"
#include "tests/support/fake_check_desk.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::DoctorPanel;

class DoctorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_clock = {};
        m_desk = std::make_unique<testsupport::FakeCheckDesk>();
        m_ticker = std::make_unique<models::Ticker>(m_clock.now(), QTimeZone::utc());
        m_doctor = std::make_unique<DoctorPanel>(m_ticker.get());
        m_doctor->setDesk(m_desk.get());
    }
    void cleanup()
    {
        m_doctor.reset();
        m_ticker.reset();
        m_desk.reset();
    }

    void thePageLooksOnceByItself()
    {
        const QAbstractItemModelTester tester(m_doctor.get());
        m_doctor->open();
        m_doctor->open();
        QCOMPARE(m_desk->asked, QStringList{QStringLiteral("all")});
        QCOMPARE(m_doctor->summary(), QStringLiteral("This host can run sandboxes."));
        QCOMPARE(m_doctor->summaryKind(), QStringLiteral("info"));
        QCOMPARE(m_doctor->failed(), 0);
        QCOMPARE(m_doctor->age(), QStringLiteral("Checked just now"));
        m_clock.advance(3min);
        QCOMPARE(m_doctor->age(), QStringLiteral("Checked 3 min ago"));
    }

    void rowsStandInTheirGroupsWhateverComesFirst()
    {
        std::ranges::reverse(m_desk->host);
        m_doctor->checkAll();
        QStringList groups;
        for (int i = 0; i < m_doctor->count(); ++i)
            if (const auto group = text(i, DoctorPanel::GroupRole); !group.isEmpty())
                groups += group;
        QCOMPARE(groups, words({"Must", "Should", "Info"}));
    }

    void whatIsWrongSaysWhatToDo()
    {
        m_desk->host = sample::sampleChecks("failed");
        m_doctor->checkAll();
        QCOMPARE(m_doctor->failed(), 1);
        QCOMPARE(m_doctor->warned(), 3);
        QCOMPARE(m_doctor->summary(), QStringLiteral("This host cannot run sandboxes yet: mend what failed."));
        const int qemu = rowOf("qemu");
        QCOMPARE(text(qemu, DoctorPanel::WordRole), QStringLiteral("Failed"));
        QVERIFY(text(qemu, DoctorPanel::FixRole).startsWith(QLatin1String("sudo apt-get install")));
        QCOMPARE(text(qemu, DoctorPanel::IgnoredRole), QStringLiteral("No sandbox starts."));
        QCOMPARE(text(rowOf("kernel"), DoctorPanel::WordRole), QStringLiteral("Info"));
    }

    void oneIsAskedForAgainAndTheOthersStay()
    {
        m_desk->host = sample::sampleChecks("failed");
        m_doctor->checkAll();
        m_clock.advance(5min);
        m_desk->host = sample::sampleChecks("good");
        m_doctor->checkOne(QStringLiteral("qemu"));
        QCOMPARE(m_desk->asked.last(), QStringLiteral("qemu"));
        QCOMPARE(m_doctor->failed(), 0);
        QCOMPARE(m_doctor->warned(), 3);
        QCOMPARE(text(rowOf("qemu"), DoctorPanel::AgeRole), QStringLiteral("just now"));
        QCOMPARE(text(rowOf("clock"), DoctorPanel::AgeRole), QStringLiteral("5 min ago"));
    }

    void whatIsToldNoMoreGoes()
    {
        m_desk->host.push_back({"qemu-usable", domain::CheckGroup::Must, "QEMU answers", domain::CheckStatus::Fail,
                                "no answer within 20 s", "", "", "No sandbox starts."});
        m_doctor->checkAll();
        QVERIFY(rowOf("qemu-usable") >= 0);
        m_desk->host.pop_back();
        m_doctor->checkOne(QStringLiteral("qemu-usable"));
        QCOMPARE(rowOf("qemu-usable"), -1);
    }

    void whileItLooksEachSaysSoAndStoppingKeepsWhatWasKnown()
    {
        m_doctor->checkAll();
        m_desk->held = true;
        m_doctor->checkAll();
        QVERIFY(m_doctor->running());
        QCOMPARE(text(0, DoctorPanel::WordRole), QStringLiteral("Good")); // told already
        QCOMPARE(text(rowOf("kernel"), DoctorPanel::WordRole), QStringLiteral("Checking"));
        m_doctor->cancel();
        QVERIFY(!m_doctor->running() && !m_desk->isAsked());
        QCOMPARE(m_doctor->count(), static_cast<int>(m_desk->host.size()));
        QCOMPARE(text(rowOf("kernel"), DoctorPanel::WordRole), QStringLiteral("Info"));
    }

    void theBundleHoldsWhatIsListedAndNoSecret()
    {
        const std::string planted = "sk-ant-oat01-PLANTEDplantedPLANTEDplanted7Q2c";
        m_desk->host = sample::sampleChecks("mixed");
        m_desk->host.front().found += ", key " + planted;
        m_doctor->checkAll();
        auto changes = sampleHost(false);
        for (auto &change : sampleEnvironment(api::PollState::KeyRejected, false)) {
            if (auto *environment = std::get_if<api::EnvironmentView>(&change))
                environment->problem = Error{ErrorCode::Unauthorized, "401: " + planted + " is not a key"};
            changes.push_back(std::move(change));
        }
        m_doctor->apply(batchOf(std::move(changes)));
        QVERIFY(m_doctor->prepareBundle());
        const QTemporaryDir folder;
        auto &bundle = *m_doctor->bundle();
        bundle.setFolder(QUrl::fromLocalFile(folder.path()));
        bundle.start();
        QTRY_VERIFY(bundle.done());
        QVERIFY2(!bundle.failed(), qPrintable(bundle.outcome()));
        QFile file(bundle.target());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray written = file.readAll();
        for (const auto &title : m_doctor->bundleTitles())
            QVERIFY2(written.contains("== " + title.toUtf8() + " =="), qPrintable(title));
        QVERIFY2(written.contains("warn  kvm-device") && written.contains("state: "), written.constData());
        QVERIFY2(!written.contains("PLANTED") && !written.contains("7Q2c"), written.constData());
    }

private:
    QString text(int row, int role) { return m_doctor->data(m_doctor->index(row), role).toString(); }
    int rowOf(const char *id)
    {
        for (int i = 0; i < m_doctor->count(); ++i)
            if (text(i, DoctorPanel::IdRole) == QLatin1String(id))
                return i;
        return -1;
    }

    HandClock m_clock;
    std::unique_ptr<testsupport::FakeCheckDesk> m_desk;
    std::unique_ptr<models::Ticker> m_ticker;
    std::unique_ptr<DoctorPanel> m_doctor;
};

QTEST_MAIN(DoctorTest)
#include "doctor_test.moc"
