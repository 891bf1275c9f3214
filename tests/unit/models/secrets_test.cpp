// Secrets of the gate in the window: what is wrong with one is said at its field, its value is nowhere but on its way
// to the engine, and who may use it is chosen among what runs.
#include "app/models/secret_reach.h"
#include "tests/unit/models/panel_fixture.h"

#include <QAbstractItemModelTester>
#include <QMetaProperty>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using models::PanelModel;
using models::SecretForm;
using models::SecretsModel;

namespace {

const QString kSecretValue = QStringLiteral("hunter2-hunter2-hunter2");

} // namespace

class SecretsTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin({sampleEgress(), sampleSecrets()}); }
    void cleanup() { end(); }

    void rowsSayWhereAndByWhom()
    {
        auto &rows = *secrets().rows();
        const QAbstractItemModelTester tester(&rows);
        QCOMPARE(rows.count(), 4);
        QCOMPARE(cell(0, SecretsModel::NameRole), QStringLiteral("git-forge"));
        QCOMPARE(cell(0, SecretsModel::SentAsRole), QStringLiteral("Authorization: Basic robot:<secret>"));
        QCOMPARE(cell(0, SecretsModel::UsedByRole), QStringLiteral("2 sandboxes"));
        QCOMPARE(cell(0, SecretsModel::UsedRole), QStringLiteral("git.example.org, by sbx-7k2m4p, 3 min ago"));
        QCOMPARE(cell(1, SecretsModel::UsedRole), QStringLiteral("not yet"));
        QCOMPARE(cell(1, SecretsModel::UsedByRole), QStringLiteral("none"));
        QCOMPARE(cell(2, SecretsModel::UsedByRole), QStringLiteral("1 sandbox"));
        QCOMPARE(cell(3, SecretsModel::WordRole), QStringLiteral("Keeping…"));
        QCOMPARE(secrets().storeText(), QStringLiteral("Values are kept sealed; their key is in the keyring."));
        QVERIFY(secrets().authorityText().endsWith(QStringLiteral("valid until 2027-12-25.")));
        QVERIFY(secrets().problem().isEmpty());
        m_panel->apply(batchOf({api::SandboxGone{domain::SandboxId(kSampleKeptSandbox)}}));
        QCOMPARE(cell(2, SecretsModel::UsedByRole), QStringLiteral("none"));
    }

    void oneThatGoesLeavesItsRowAndOneThatComesStandsByName()
    {
        secrets().rows()->selectKey(QStringLiteral("git-forge"));
        api::SecretsView view{.generation = 9, .secrets = {}, .store = "a private file of this host"};
        view.secrets.push_back({{"b", "", {"b.example.org"}, domain::BearerForm{}, "B"}, kSampleNow});
        view.secrets.push_back({{"weather-api", "", {"b.example.org"}, domain::BearerForm{}, "B"}, kSampleNow});
        m_panel->apply(batchOf({view}));
        QCOMPARE(secrets().rows()->count(), 2);
        QCOMPARE(cell(0, SecretsModel::NameRole), QStringLiteral("b"));
        QVERIFY(!secrets().known());
        view.generation = 8;
        view.secrets.clear();
        m_panel->apply(batchOf({view})); // older: it came late
        QCOMPARE(secrets().rows()->count(), 2);
    }

    void whatCouldNotBeKeptIsSaid()
    {
        m_panel->apply(batchOf(sampleSecrets("failed")));
        QCOMPARE(cell(3, SecretsModel::WordRole), QStringLiteral("Not changed"));
        QCOMPARE(cell(3, SecretsModel::ProblemRole), QStringLiteral("The disk is full."));
        QVERIFY(secrets().problem().contains(QStringLiteral("the disk is full")));
    }

    void aNewSecretIsAskedForAsItIsTyped()
    {
        secrets().prepareNew();
        auto &form = *secrets().form();
        form.setName(QStringLiteral("crash-reports"));
        QCOMPARE(form.variable(), QStringLiteral("CRASH_REPORTS"));
        form.setHosts(QStringLiteral("API.example.org\n\n *.example.org:8443 "));
        form.setKind(SecretForm::Custom);
        form.setHeader(QStringLiteral("Authorization"));
        form.setText(QStringLiteral("token {secret}"));
        QCOMPARE(form.requestLine(), QStringLiteral("Authorization: token <secret>"));
        QCOMPARE(form.insideLine(), QStringLiteral("$CRASH_REPORTS = gbx-…, a placeholder"));
        form.setValue(kSecretValue);
        QVERIFY(!form.wrong());
        QVERIFY(secrets().save());
        QTRY_COMPARE(m_engine->kept.size(), std::size_t(1));
        const auto &kept = m_engine->kept.front();
        QVERIFY(kept.mustBeNew);
        QCOMPARE(kept.secret.hosts, (std::vector<std::string>{"api.example.org", "*.example.org:8443"}));
        QCOMPARE(domain::textOf(kept.secret.form), std::string("Authorization: token <secret>"));
        QVERIFY(kept.value && kept.value->reveal() == kSecretValue.toStdString());
    }

    void aVariableOfItsOwnStays()
    {
        secrets().prepareNew();
        auto &form = *secrets().form();
        form.setName(QStringLiteral("one"));
        form.setVariable(QStringLiteral("MINE"));
        form.setName(QStringLiteral("other"));
        QCOMPARE(form.variable(), QStringLiteral("MINE"));
        form.setVariable({});
        form.setName(QStringLiteral("third"));
        QCOMPARE(form.variable(), QStringLiteral("THIRD"));
    }

    void aMistakeStandsAtItsFieldAlone_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *name, const char *field, const QString &text, int kind = SecretForm::Bearer) {
            QTest::newRow(name) << QString::fromLatin1(field) << text << kind;
        };
        row("name in capitals", "name", QStringLiteral("Api"));
        row("name that is taken", "name", QStringLiteral("git-forge"));
        row("description too long", "description", QString(1025, QLatin1Char('x')));
        row("host with a scheme", "hosts", QStringLiteral("https://api.example.org/v1"));
        row("host of one label", "hosts", QStringLiteral("printer"));
        row("one bad host of two", "hosts", QStringLiteral("api.example.org\n*.*.example.org"));
        row("user with a colon", "user", QStringLiteral("a:b"), SecretForm::Basic);
        row("header that frames", "header", QStringLiteral("Content-Length"), SecretForm::Header);
        row("header with a blank", "header", QStringLiteral("X Api"), SecretForm::Header);
        row("text without its mark", "text", QStringLiteral("token"), SecretForm::Custom);
        row("text with two", "text", QStringLiteral("{secret} {secret}"), SecretForm::Custom);
        row("variable with a hyphen", "variable", QStringLiteral("API-TOKEN"));
        row("value too short", "value", QStringLiteral("short"));
        row("value with a line end", "value", QStringLiteral("long enough\nbut"));
        row("value that is a placeholder", "value", QStringLiteral("gbx-") + QString(40, QLatin1Char('a')));
        row("value with a colon and no user", "value", QStringLiteral("long:enough"), SecretForm::Basic);
    }
    void aMistakeStandsAtItsFieldAlone()
    {
        QFETCH(const QString, field);
        QFETCH(const QString, text);
        QFETCH(const int, kind);
        auto &form = *fineForm();
        form.setKind(kind);
        form.setHeader(QStringLiteral("X-Key"));
        form.setText(QStringLiteral("token {secret}"));
        QVERIFY(!form.wrong());
        if (field == QLatin1String("value"))
            form.setValue(text);
        else
            form.setProperty(field.toLatin1().constData(), text);
        if (field == QLatin1String("name"))
            form.setVariable(QStringLiteral("FINE"));
        QVERIFY(form.wrong());
        for (const char *other : {"name", "description", "hosts", "user", "header", "text", "variable", "value"}) {
            const auto problem =
                form.property((QByteArray(other) + QByteArrayLiteral("Problem")).constData()).toString();
            QVERIFY2(problem.isEmpty() == (field != QLatin1String(other)),
                     qPrintable(field + QLatin1String(": ") + problem));
        }
        QVERIFY(!secrets().save());
        QCoreApplication::processEvents();
        QVERIFY(m_engine->kept.empty());
    }

    void whatWasNotFilledInIsSaidOnceSomebodySaves()
    {
        secrets().prepareNew();
        auto &form = *secrets().form();
        QVERIFY(form.nameProblem().isEmpty() && form.hostsProblem().isEmpty() && form.valueProblem().isEmpty());
        QVERIFY(!secrets().save());
        QVERIFY(!form.nameProblem().isEmpty() && !form.hostsProblem().isEmpty());
        QCOMPARE(form.valueProblem(), QStringLiteral("A new secret needs a value."));
    }

    void aChangeKeepsTheValueUnlessAnotherIsTyped()
    {
        secrets().rows()->selectKey(QStringLiteral("git-forge"));
        secrets().prepareChange();
        auto &form = *secrets().form();
        QCOMPARE(form.kind(), int(SecretForm::Basic));
        QCOMPARE(form.user(), QStringLiteral("robot"));
        QCOMPARE(form.hosts(), QStringLiteral("git.example.org"));
        QVERIFY(!form.dirty());
        form.setName(QStringLiteral("other")); // its name stays
        form.setHosts(QStringLiteral("git.example.org\ngit.example.net"));
        QVERIFY(form.dirty());
        QVERIFY(secrets().save());
        QTRY_COMPARE(m_engine->kept.size(), std::size_t(1));
        QCOMPARE(m_engine->kept.front().secret.name, std::string("git-forge"));
        QVERIFY(!m_engine->kept.front().value && !m_engine->kept.front().mustBeNew);
        QTRY_VERIFY(!secrets().sending());
        secrets().prepareChange(); // the dialog is gone, and opened again
        form.setValue(kSecretValue);
        QVERIFY(secrets().save());
        QTRY_COMPARE(m_engine->kept.size(), std::size_t(2));
        QVERIFY(m_engine->kept.back().value.has_value());
    }

    void aRefusalLosesNothing()
    {
        auto &form = *fineForm();
        m_engine->verdict = api::Verdict::denied("No secret can be kept.");
        QVERIFY(secrets().save());
        QTRY_COMPARE(secrets().refusal(), QStringLiteral("No secret can be kept."));
        QVERIFY(!secrets().sending());
        QCOMPARE(form.name(), QStringLiteral("fine"));
        m_engine->verdict = {};
        QVERIFY(secrets().save()); // with the value that was typed
        QTRY_COMPARE(m_engine->kept.size(), std::size_t(2));
        QVERIFY(m_engine->kept.back().value && m_engine->kept.back().value->reveal() == kSecretValue.toStdString());
        QTRY_VERIFY(secrets().refusal().isEmpty());
    }

    /// Neither a property of the form or the panel nor a role of the list has it, before or after it was asked for.
    void theValueIsNowhereToBeRead()
    {
        QString said;
        connect(&secrets(), &models::SecretsPanel::toast, this, [&](const QString &text, bool) { said += text; });
        auto &form = *fineForm();
        m_engine->verdict = api::Verdict::denied("No.");
        for (const bool isSent : {false, true}) {
            if (isSent)
                QVERIFY(secrets().save());
            QTRY_VERIFY(!secrets().sending());
            for (const QObject *object : {static_cast<QObject *>(&form), static_cast<QObject *>(&secrets())})
                for (int i = 0; i < object->metaObject()->propertyCount(); ++i) {
                    const auto value = object->metaObject()->property(i).read(object);
                    QVERIFY2(!value.toString().contains(kSecretValue) && !value.toStringList().contains(kSecretValue),
                             object->metaObject()->property(i).name());
                }
        }
        const auto &rows = *secrets().rows();
        for (int row = 0; row < rows.count(); ++row)
            for (const int role : rows.roleNames().keys())
                QVERIFY(!rows.data(rows.index(row), role).toString().contains(kSecretValue));
        QVERIFY(!said.contains(kSecretValue));
        form.clear();
        QVERIFY(!form.dirty() && !form.wanted());
    }

    void oneIsGivenToASandboxThatRunsAndTakenAway()
    {
        secrets().rows()->selectKey(QStringLiteral("git-forge"));
        QCOMPARE(secrets().users()->count(), 2);
        QVERIFY(secrets().canGrant());
        secrets().beginGrant();
        auto &candidates = *secrets().candidates();
        const QAbstractItemModelTester tester(&candidates);
        QVERIFY(candidates.count() > 1 && candidates.currentRow() == 0 && candidates.canChoose());
        QVERIFY(!candidates.has(QString::fromLatin1(kSampleRunningSandbox))); // it may already
        QVERIFY(!candidates.has(QString::fromLatin1(kSampleFailedSandbox)));
        QVERIFY(!candidates.has(QString::fromLatin1(kSampleHibernatedSandbox)));
        candidates.setFilterText(QStringLiteral("TRIAGE running"));
        QCOMPARE(candidates.count(), 1);
        QCOMPARE(candidates.current(), QString::fromLatin1(kSampleIdleSandbox));
        secrets().grant();
        QTRY_COMPARE(m_engine->asked, QStringList{QStringLiteral("egress sbx-9w5kde +secret git-forge")});
        secrets().endGrant();
        QCOMPARE(candidates.total(), 0);
        secrets().takeAway(QString::fromLatin1(kSampleRunningSandbox));
        QTRY_COMPARE(m_engine->asked.size(), 2);
        QCOMPARE(m_engine->asked[1], QStringLiteral("egress sbx-7k2m4p -secret git-forge"));
    }

    void oneThatSleepsKeepsItUntilItWakes()
    {
        secrets().rows()->selectKey(QStringLiteral("git-forge"));
        auto sleeping = sandbox(kSampleRunningSandbox, 900, domain::SandboxState::Hibernated);
        sleeping.secrets = {"git-forge"};
        m_panel->apply(batchOf({sleeping}));
        QCOMPARE(secrets().users()->count(), 2);
        const auto &users = secrets().users()->all();
        const auto it = std::ranges::find(users, QString::fromLatin1(kSampleRunningSandbox), &models::SecretUser::id);
        QVERIFY(it != users.end() && it->why.contains(QStringLiteral("asleep")));
    }

    void whoLosesItIsSaidBeforeItIsRemoved()
    {
        secrets().rows()->selectKey(QStringLiteral("package-mirror"));
        QCOMPARE(secrets().losers().size(), 1);
        QVERIFY(secrets().losers().front().contains(QString::fromLatin1(kSampleKeptSandbox)));
        secrets().remove();
        QTRY_COMPARE(m_engine->asked, QStringList{QStringLiteral("remove secret package-mirror")});
    }

    void rulesThatReachNoHostOfItAreFound_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("reaches");
        const auto row = [](const char *name, const char *rule, const char *host, bool reaches) {
            QTest::newRow(name) << QString::fromLatin1(rule) << QString::fromLatin1(host) << reaches;
        };
        row("the same", "api.example.org", "api.example.org", true);
        row("another", "api.example.org", "api.example.net", false);
        row("another port", "api.example.org", "api.example.org:8443", false);
        row("below a rule's tree", "*.example.org", "api.example.org", true);
        row("a tree and a rule's name below it", "api.example.org", "*.example.org", true);
        row("a tree and a narrower one", "*.eu.example.org", "*.example.org", true);
        row("a tree and a wider one", "*.org", "*.example.org", true);
        row("a tree and its own name", "example.org", "*.example.org", false);
        row("everything", "*", "*.example.org", true);
    }
    void rulesThatReachNoHostOfItAreFound()
    {
        QFETCH(const QString, rule);
        QFETCH(const QString, host);
        QFETCH(const bool, reaches);
        domain::EgressPolicy policy;
        policy.profile = {"p", "", {{.host = rule.toStdString(), .ports = {{443, 443}}}}};
        const domain::GateSecret secret{"a", "", {"elsewhere.example", host.toStdString()}, domain::BearerForm{}, "A"};
        QCOMPARE(models::mayReachAny(policy, secret), reaches);
    }

    void aNewSandboxGetsWhatIsTicked()
    {
        m_panel->prepareNewSandbox();
        auto &form = *m_panel->newSandbox();
        auto &choice = *form.secrets();
        const QAbstractItemModelTester tester(&choice);
        QCOMPARE(choice.count(), 4);
        choice.toggle(3);
        choice.toggle(2);
        QVERIFY2(choice.warning().contains(QStringLiteral("With the egress none")), qPrintable(choice.warning()));
        form.egress()->setName(QStringLiteral("packages"));
        QVERIFY2(choice.warning().contains(QStringLiteral("no host of weather-api:")), qPrintable(choice.warning()));
        form.egress()->setName(QStringLiteral("open"));
        QVERIFY2(choice.warning().isEmpty(), qPrintable(choice.warning()));
        QCOMPARE(form.wanted()->secrets, (std::vector<std::string>{"package-mirror", "weather-api"}));
        QVERIFY(form.summary().contains(QStringLiteral("Secrets: package-mirror, weather-api")));
        choice.toggle(3);
        QCOMPARE(form.wanted()->secrets, std::vector<std::string>{"package-mirror"});
        m_panel->prepareNewSandbox(); // the next one begins anew
        QVERIFY(choice.chosen().empty());
        m_panel->prepareNewSandbox({}, QString::fromLatin1(kSampleMadeTemplate));
        choice.toggle(0);
        QVERIFY(choice.warning().isEmpty()); // which rules the template gives is not known here
    }

    void aSandboxSaysWhatItMayUse()
    {
        m_panel->openSandbox(QString::fromLatin1(kSampleRunningSandbox));
        const auto &facts = *m_panel->sandbox()->facts();
        QStringList lines;
        for (int row = 0; row < facts.rowCount(); ++row)
            lines += facts.index(row).data(models::FactList::LabelRole).toString() + QStringLiteral(": ") +
                     facts.index(row).data(models::FactList::ValueRole).toString();
        QVERIFY2(lines.contains(QStringLiteral("Secrets: git-forge, weather-api")), qPrintable(lines.join(u'\n')));
    }

private:
    models::SecretsPanel &secrets() { return *m_panel->secrets(); }
    SecretForm *fineForm()
    {
        secrets().prepareNew();
        auto *form = secrets().form();
        form->setName(QStringLiteral("fine"));
        form->setHosts(QStringLiteral("api.example.org"));
        form->setValue(kSecretValue);
        return form;
    }
    QString cell(int row, int role)
    {
        const auto &rows = *secrets().rows();
        return rows.data(rows.index(row), role).toString();
    }
};

QTEST_GUILESS_MAIN(SecretsTest)
#include "secrets_test.moc"
