// What leads into and out of the sample's sandboxes: egress, secrets, ports, keys, programs, files, terminals.
#include "tests/unit/sample/played_sample.h"

#include <QtTest>

using namespace glovebox;
using namespace glovebox::testing;
using domain::EgressVerdict;

namespace {

/// Those of this sandbox and host that were told last, newest last.
std::vector<domain::EgressDecision> attempts(const PlayedSample &play, const std::string &host)
{
    std::vector<domain::EgressDecision> all;
    for (const auto &change : play.heard)
        if (const auto *view = std::get_if<api::EgressAttemptView>(&change); view && view->decision.host == host)
            all.push_back(view->decision);
    return all;
}

} // namespace

class SampleDoorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsAllowedHoldsForTheNextAttempt()
    {
        PlayedSample play;
        const std::string host = "telemetry.vendor.example";
        const auto isOfPackages = [&](const domain::EgressDecision &one) {
            return play.has(one.sandbox) && play.sandbox(one.sandbox).egress == domain::kPackagesEgress;
        };
        const auto of = [&] {
            auto all = attempts(play, host);
            std::erase_if(all, [&](const auto &one) { return !isOfPackages(one); });
            return all;
        };
        play.heard.clear();
        QVERIFY(play.passUntil([&] { return !of().empty(); }));
        QCOMPARE(of().back().verdict, EgressVerdict::Denied);
        QVERIFY(!of().back().reason.empty());
        for (const auto &[id, view] : std::map(play.world().sandboxes)) // whoever it is that tries next
            if (!view.guestRunner)
                QVERIFY(accepted(play.engine().act(api::ChangeEgress{.sandbox = id, .add = {{.host = host}}})));
        play.heard.clear();
        QVERIFY(play.passUntil([&] {
            return std::ranges::any_of(of(),
                                       [&](const auto &one) { return !play.sandbox(one.sandbox).egressOwn.empty(); });
        }));
        for (const auto &one : of())
            if (!play.sandbox(one.sandbox).egressOwn.empty())
                QCOMPARE(one.verdict, EgressVerdict::Allowed);
    }
    void aProfileOfEveryHostStays()
    {
        PlayedSample play;
        QVERIFY(
            denied(play.engine().act(api::ChangeEgressProfile{.profile = "packages", .add = {{.host = "a.example"}}})));
        QVERIFY(
            accepted(play.engine().act(api::ChangeEgressProfile{.profile = "builds", .add = {{.host = "a.example"}}})));
        const auto &shown = play.world().egress.profiles.back();
        QCOMPARE(shown.profile.rules.back().host, std::string("a.example"));
        QVERIFY(accepted(
            play.engine().act(api::ChangeEgressProfile{.profile = "builds", .remove = {{.host = "a.example"}}})));
        QVERIFY(play.world().egress.profiles.back().profile.rules.back().host != "a.example");
    }
    void aSecretGoesInAndIsNowhere()
    {
        PlayedSample play;
        api::SaveSecret save{.secret = {"mine", "", {"a.example"}, domain::BearerForm{}, "MINE"},
                             .value = SecretString("do-not-show"),
                             .mustBeNew = true};
        QVERIFY(accepted(play.engine().act(save)));
        QVERIFY(denied(play.engine().act(save)));
        play.pass(2s);
        const auto &secrets = play.world().secrets.secrets;
        const auto kept = std::ranges::find(secrets, "mine", [](const auto &shown) { return shown.secret.name; });
        QVERIFY(kept != secrets.end() && !kept->keeping);
        QVERIFY(accepted(play.engine().act(api::RemoveSecret{"mine"})));
    }
    void aPortIsOpenedAndClosed()
    {
        PlayedSample play;
        const auto verdict = play.engine().act(api::OpenPort{play.idleOne(), 8080});
        QVERIFY(accepted(verdict));
        QVERIFY(verdict.object.starts_with("http://127."));
        const auto open =
            std::ranges::find_if(play.world().ports, [](const auto &entry) { return entry.second.port == 8080; });
        QVERIFY(open != play.world().ports.end());
        QVERIFY(accepted(play.engine().act(api::ClosePort{open->first})));
        QVERIFY(denied(play.engine().act(api::OpenPort{play.idleOne(), 0})));
    }
    void aKeyIsShownOnce()
    {
        PlayedSample play;
        const auto made = play.engine().act(api::KeyAction(api::CreateKey{"nightly"}));
        QVERIFY(made.reason.empty() && made.key);
        QVERIFY(made.secret.reveal().ends_with(made.key->hint));
        const auto again = play.engine().act(api::KeyAction(api::RotateKey{made.key->id, 1h}));
        QVERIFY(again.secret.reveal() != made.secret.reveal());
        QVERIFY(play.engine().act(api::KeyAction(api::RevokeKey{made.key->id})).reason.empty());
        QVERIFY(!play.engine().act(api::KeyAction(api::RevokeKey{made.key->id})).reason.empty());
    }
    void aTerminalEchoesAndSurvivesItsWatcher()
    {
        PlayedSample play;
        const auto id = play.idleOne();
        domain::TerminalNumber number = 0;
        auto opening = play.engine().access().openTerminal(
            id, {}, [&](Result<domain::TerminalNumber> opened) { number = opened.value_or(0); });
        QCOMPARE(number, 0U); // nothing is answered from inside
        play.pass(200ms);
        QVERIFY(number > 0);
        std::string seen;
        auto watching = play.engine().access().watchTerminal(id, number, {.output = [&](std::string_view text) {
                                                                 seen += text;
                                                             }});
        play.pass(100ms);
        QVERIFY(seen.ends_with("$ "));
        bool typed = false;
        auto typing = play.engine().access().typeInto(id, number, "echo hello\r",
                                                      [&](const Result<> &done) { typed = done.has_value(); });
        play.pass(200ms);
        QVERIFY(typed);
        QVERIFY(seen.find("\r\nhello\r\n") != std::string::npos);
        watching.cancel();
        std::string later;
        auto again = play.engine().access().watchTerminal(id, number, {.output = [&](std::string_view text) {
                                                              later += text;
                                                          }});
        play.pass(100ms);
        QVERIFY(later.find("hello") != std::string::npos);
    }
    void typingWakesASandboxThatSleeps()
    {
        PlayedSample play;
        const auto id = play.idleOne();
        domain::TerminalNumber number = 0;
        auto opening = play.engine().access().openTerminal(
            id, {}, [&](Result<domain::TerminalNumber> opened) { number = opened.value_or(0); });
        play.pass(200ms);
        bool there = true;
        domain::ProgramEnd ended;
        auto watching = play.engine().access().watchTerminal(
            id, number,
            {.ended = [&](Result<domain::ProgramEnd> end) { ended = end.value_or(domain::ProgramEnd{}); },
             .present =
                 [&](bool now) {
                     there = now;
                 }});
        play.pass(100ms);
        QVERIFY(accepted(play.engine().act(api::HibernateSandbox{id})));
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == domain::SandboxState::Hibernated && !there; }));
        auto typing = play.engine().access().typeInto(id, number, "exit 3\r", [](const Result<> &) {});
        QVERIFY(play.passUntil([&] { return there && ended.status.has_value(); }));
        QCOMPARE(ended.status, std::optional(3));
    }
    void filesGoInAndComeOut()
    {
        PlayedSample play;
        const auto id = play.idleOne();
        auto left = std::make_shared<std::string>("content\n");
        bool written = false;
        auto writing = play.engine().access().writeFile(
            id, {"/mnt/session/new.txt"},
            [left](std::size_t, Callback<std::string> done) {
                done(std::exchange(*left, {}));
                return Call();
            },
            [&](const Result<> &done) { written = done.has_value(); });
        play.pass(200ms);
        QVERIFY(written);
        std::string read;
        auto reading = play.engine().access().readFile(id, "/mnt/session/new.txt", ByteCount::mib(1),
                                                       {.piece = [&](std::string_view piece) -> Result<> {
                                                            read += piece;
                                                            return {};
                                                        },
                                                        .done =
                                                            [](const Result<> &) {
                                                            }});
        std::vector<domain::GuestEntry> listed;
        auto listing = play.engine().access().listFolder(id, "/mnt/session", true,
                                                         [&](Result<std::vector<domain::GuestEntry>> all) {
                                                             listed = all.value_or(std::vector<domain::GuestEntry>{});
                                                         });
        int status = -1;
        std::string printed;
        auto running = play.engine().access().run(
            id, {.arguments = {"cat", "/mnt/session/new.txt"}}, {},
            {.output = [&](domain::ProgramStream, std::string_view text) { printed += text; },
             .done =
                 [&](Result<domain::ProgramEnd> end) {
                     status = end ? end->status.value_or(-2) : -3;
                 }});
        play.pass(200ms);
        QCOMPARE(read, std::string("content\n"));
        QVERIFY(std::ranges::any_of(listed, [](const auto &entry) { return entry.path == "new.txt"; }));
        QCOMPARE(printed, std::string("content\n"));
        QCOMPARE(status, 0);
    }
};

QTEST_GUILESS_MAIN(SampleDoorsTest)
#include "tst_doors.moc"
