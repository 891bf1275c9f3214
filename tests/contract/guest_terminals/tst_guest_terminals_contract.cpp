// What GuestTerminals promises, on the fake that engine tests use and on the real agent behind a real link.
#include "tests/contract/guest_terminals/terminals_bench.h"

#include "core/base/limits.h"

using namespace glovebox;
using namespace testsupport;
using domain::TerminalNumber;

namespace {

/// One look, and what it told.
struct Look {
    Call call;
    std::string output;
    std::optional<Result<domain::ProgramEnd>> end;
    int ends = 0;
    std::shared_ptr<ReadPace> pace;

    void begin(ports::GuestTerminals &terminals, TerminalNumber number, bool isPaced = false)
    {
        if (isPaced)
            pace = std::make_shared<ReadPace>();
        call = terminals.attach(number, {[this](std::string_view bytes) { output += bytes; },
                                         [this](Result<domain::ProgramEnd> how) {
                                             end = std::move(how);
                                             ++ends;
                                         },
                                         pace});
    }
};

std::string noise(std::size_t size)
{
    std::string text;
    std::uint32_t state = 1;
    while (text.size() < size) {
        state = state * 1'664'525 + 1'013'904'223;
        text.push_back(static_cast<char>(state >> 24));
    }
    return text;
}

} // namespace

#define ON_BOTH(name)                                                                                                  \
    void name##_data()                                                                                                 \
    {                                                                                                                  \
        both();                                                                                                        \
    }                                                                                                                  \
    void name()

class GuestTerminalsContract : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QFETCH(bool, real);
        if (real)
            m_bench = std::make_unique<AgentTerminalsBench>();
        else
            m_bench = std::make_unique<FakeTerminalsBench>();
        QVERIFY(m_bench->isReady());
    }
    void cleanup() { m_bench.reset(); }

    ON_BOTH(whatIsOpenIsListed)
    {
        QCOMPARE(list(), QByteArray("done"));
        QVERIFY(m_listed.empty());
        auto wish = m_bench->echo();
        wish.size = {100, 30};
        const auto first = open(wish);
        const auto second = open(m_bench->echo());
        QVERIFY(first > 0 && second > first);
        QCOMPARE(list(), QByteArray("done"));
        QCOMPARE(m_listed.size(), std::size_t{2});
        QCOMPARE(m_listed[0].number, first);
        QVERIFY(m_listed[0].size == (domain::TerminalSize{100, 30}));
        QVERIFY(m_listed[0].program.starts_with(wish.arguments.front()));
        QVERIFY(!m_listed[0].end && m_listed[0].age.count() < 60);
        QCOMPARE(m_listed[1].number, second);
    }

    ON_BOTH(whatIsTypedComesBackToAllWhoLook)
    {
        const auto number = open(m_bench->echo());
        std::array<Look, 3> looks;
        for (auto &look : looks)
            look.begin(m_bench->terminals(), number);
        for (auto &look : looks)
            QVERIFY(look.output.empty()); // not from inside the call
        QVERIFY(m_bench->wait([&] { return looks[2].output == "ready"; }));
        QCOMPARE(write(number, "hello"), QByteArray("done"));
        for (auto &look : looks)
            QVERIFY(m_bench->wait([&] { return look.output == "readyhello"; }));
    }

    ON_BOTH(aLookThatComesLaterSeesWhatWasBefore)
    {
        const auto number = open(m_bench->echo());
        {
            Look first;
            first.begin(m_bench->terminals(), number);
            QCOMPARE(write(number, "before;"), QByteArray("done"));
            QVERIFY(m_bench->wait([&] { return first.output == "readybefore;"; }));
            first.call.cancel();
            QCOMPARE(write(number, "between;"), QByteArray("done"));
            QCOMPARE(list(), QByteArray("done"));
            QCOMPARE(first.output, std::string("readybefore;"));
            QCOMPARE(first.ends, 0);
        }
        Look second;
        second.begin(m_bench->terminals(), number);
        QVERIFY(m_bench->wait([&] { return second.output == "readybefore;between;"; }));
    }

    ON_BOTH(whatIsTypedKeepsItsOrder)
    {
        const auto number = open(m_bench->echo());
        Look look;
        look.begin(m_bench->terminals(), number);
        std::string all = "ready";
        int done = 0;
        std::vector<Call> calls;
        for (int i = 0; i < 200; ++i) {
            const auto word = std::to_string(i) + ";";
            all += word;
            calls.push_back(
                m_bench->terminals().write(number, word, [&](const Result<> &how) { done += how ? 1 : 1000; }));
        }
        QVERIFY(m_bench->wait([&] { return look.output.size() >= all.size(); }));
        QCOMPARE(look.output, all);
        QVERIFY(m_bench->wait([&] { return done == 200; }));
    }

    ON_BOTH(aSlowLookHoldsTheTerminalUpAndLosesNothing)
    {
        const auto number = open(m_bench->echo());
        Look look;
        look.begin(m_bench->terminals(), number, true);
        const auto content = noise(600'000);
        std::optional<Result<>> typed;
        const auto call = m_bench->terminals().write(number, content, [&](Result<> how) { typed = std::move(how); });
        int turns = 0;
        QVERIFY(m_bench->wait([&] { return ++turns > 100; }));
        QVERIFY(!look.output.empty() && look.output.size() <= (64U << 10));
        std::size_t used = 0;
        QVERIFY(m_bench->wait([&] {
            look.pace->used(look.output.size() - std::exchange(used, look.output.size()));
            return look.output.size() >= content.size() + 5;
        }));
        QVERIFY(look.output == "ready" + content);
        QVERIFY(m_bench->wait([&] { return typed.has_value(); }));
        QVERIFY(typed->has_value());
    }

    ON_BOTH(anEndIsToldAndWhatWasPrintedStays)
    {
        const auto number = open(m_bench->echo());
        Look look;
        look.begin(m_bench->terminals(), number);
        QCOMPARE(write(number, "last words"), QByteArray("done"));
        QVERIFY(m_bench->wait([&] { return look.output == "readylast words"; }));
        m_bench->endAll();
        QVERIFY(m_bench->wait([&] { return look.end.has_value(); }));
        QVERIFY(*look.end && (**look.end == domain::ProgramEnd{.status = 7}));
        QCOMPARE(list(), QByteArray("done"));
        QCOMPARE(m_listed.size(), std::size_t{1});
        QVERIFY(m_listed[0].end == domain::ProgramEnd{.status = 7});
        QCOMPARE(write(number, "x"), QByteArray("InvalidState"));
        QCOMPARE(resize(number, {10, 10}), QByteArray("InvalidState"));
        Look late;
        late.begin(m_bench->terminals(), number);
        QVERIFY(m_bench->wait([&] { return late.end.has_value(); }));
        QCOMPARE(late.output, std::string("readylast words"));
        QVERIFY(*late.end && (**late.end == domain::ProgramEnd{.status = 7}));
        QCOMPARE(look.ends + late.ends, 2);
        QCOMPARE(close(number), QByteArray("done"));
        QCOMPARE(list(), QByteArray("done"));
        QVERIFY(m_listed.empty());
    }

    ON_BOTH(closingHangsUp)
    {
        const auto number = open(m_bench->echo());
        Look look;
        look.begin(m_bench->terminals(), number);
        QVERIFY(m_bench->wait([&] { return look.output == "ready"; }));
        QCOMPARE(close(number), QByteArray("done"));
        QVERIFY(m_bench->wait([&] { return look.end.has_value(); }));
        QVERIFY(*look.end && (**look.end).signal == 1);
        QCOMPARE(write(number, "x"), QByteArray("NotFound"));
        QCOMPARE(list(), QByteArray("done"));
        QVERIFY(m_listed.empty());
        const auto next = open(m_bench->echo());
        QVERIFY(next > number); // no number comes twice
    }

    ON_BOTH(aTerminalThatIsNotThereIsSaid)
    {
        QCOMPARE(write(99, "x"), QByteArray("NotFound"));
        QCOMPARE(resize(99, {10, 10}), QByteArray("NotFound"));
        QCOMPARE(close(99), QByteArray("NotFound"));
        Look look;
        look.begin(m_bench->terminals(), 99);
        QVERIFY(!look.end);
        QVERIFY(m_bench->wait([&] { return look.end.has_value(); }));
        QVERIFY(!*look.end && look.end->error().code == ErrorCode::NotFound);
        std::optional<Result<TerminalNumber>> opened;
        const auto call = m_bench->terminals().open({.arguments = {"no-such-program"}},
                                                    [&](Result<TerminalNumber> how) { opened = std::move(how); });
        QVERIFY(m_bench->wait([&] { return opened.has_value(); }));
        QVERIFY(!*opened && opened->error().code == ErrorCode::NotFound);
    }

    ON_BOTH(sixteenAreOpenAtMost)
    {
        std::vector<TerminalNumber> numbers;
        for (std::size_t i = 0; i < limits::kTerminalsMax; ++i)
            numbers.push_back(open(m_bench->echo()));
        QCOMPARE(open(m_bench->echo()), TerminalNumber{0});
        QCOMPARE(m_error.code, ErrorCode::Conflict);
        QVERIFY(m_error.detail.ends_with("; close one of them first")); // what to do
        QCOMPARE(close(numbers.front()), QByteArray("done"));
        QVERIFY(open(m_bench->echo()) > numbers.back());
        // And sixteen that have ended are remembered.
        m_bench->endAll();
        QVERIFY(m_bench->wait([&] {
            return list() == "done" &&
                   std::ranges::all_of(m_listed, [](const auto &each) { return each.end.has_value(); });
        }));
        QCOMPARE(m_listed.size(), limits::kTerminalsMax);
    }

    ON_BOTH(aNewSizeIsListed)
    {
        const auto number = open(m_bench->echo());
        QCOMPARE(resize(number, {132, 43}), QByteArray("done"));
        QCOMPARE(list(), QByteArray("done"));
        QVERIFY(m_listed[0].size == (domain::TerminalSize{132, 43}));
    }

private:
    static void both()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("fake") << false;
        QTest::newRow("agent") << true;
    }
    template <class Begin>
    QByteArray await(Begin begin)
    {
        std::optional<Result<>> answer;
        const Call call = begin([&](Result<> result) { answer = std::move(result); });
        if (answer)
            return "answered from inside the call";
        if (!m_bench->wait([&] { return answer.has_value(); }))
            return "no answer";
        return *answer ? QByteArray("done") : QByteArray(name(answer->error().code));
    }
    /// 0 and m_error when it could not be.
    TerminalNumber open(domain::TerminalWish wish)
    {
        std::optional<Result<TerminalNumber>> answer;
        const auto call =
            m_bench->terminals().open(std::move(wish), [&](Result<TerminalNumber> how) { answer = std::move(how); });
        if (answer || !m_bench->wait([&] { return answer.has_value(); }))
            return 0;
        if (!*answer) {
            m_error = answer->error();
            return 0;
        }
        m_bench->opened(**answer);
        return **answer;
    }
    QByteArray write(TerminalNumber number, const std::string &bytes)
    {
        return await([&](Callback<> end) { return m_bench->terminals().write(number, bytes, std::move(end)); });
    }
    QByteArray resize(TerminalNumber number, domain::TerminalSize size)
    {
        return await([&](Callback<> end) { return m_bench->terminals().resize(number, size, std::move(end)); });
    }
    QByteArray close(TerminalNumber number)
    {
        return await([&](Callback<> end) { return m_bench->terminals().close(number, std::move(end)); });
    }
    QByteArray list()
    {
        return await([&](Callback<> end) {
            return m_bench->terminals().list([this, end](Result<std::vector<domain::GuestTerminal>> all) {
                m_listed = all ? *std::move(all) : std::vector<domain::GuestTerminal>();
                end(all ? Result<>() : tl::unexpected(all.error()));
            });
        });
    }

    std::unique_ptr<TerminalsBench> m_bench;
    std::vector<domain::GuestTerminal> m_listed;
    Error m_error;
};

QTEST_GUILESS_MAIN(GuestTerminalsContract)
#include "tst_guest_terminals_contract.moc"
