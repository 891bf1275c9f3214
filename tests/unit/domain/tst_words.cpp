// Role: the words that states have on the wire and in our own output, both ways.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/domain/sandbox.h"
#include "core/domain/session.h"
#include "core/domain/tool_call.h"
#include "core/domain/work_item.h"

#include <set>
#include <string_view>

using namespace glovebox::domain;

namespace {

template <class Values>
bool wordsDiffer(const Values &values)
{
    std::set<std::string_view> words;
    for (const auto value : values)
        words.insert(word(value));
    return words.size() == values.size() && !words.contains("");
}

} // namespace

class WordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noTwoStatesShareAWord()
    {
        QVERIFY(wordsDiffer(kSandboxStates));
        QVERIFY(wordsDiffer(kItemPhases));
        QVERIFY(wordsDiffer(std::array{ToolCallState::Requested, ToolCallState::NeedsApproval, ToolCallState::Running,
                                       ToolCallState::Posting, ToolCallState::Done, ToolCallState::Error,
                                       ToolCallState::TimedOut, ToolCallState::Denied, ToolCallState::Cancelled,
                                       ToolCallState::NotOurs}));
        QVERIFY(wordsDiffer(std::array{Acceleration::Kvm, Acceleration::Emulated}));
    }

    void theServersWordsAreRead()
    {
        for (const auto state :
             {WorkState::Queued, WorkState::Starting, WorkState::Active, WorkState::Stopping, WorkState::Stopped})
            QVERIFY(workStateFrom(word(state)) == state);
        for (const auto status :
             {SessionStatus::Idle, SessionStatus::Running, SessionStatus::Rescheduling, SessionStatus::Terminated})
            QVERIFY(sessionStatusFrom(word(status)) == status);
        for (const char *strange : {"", "QUEUED", "archived", "unknown"}) {
            QVERIFY(workStateFrom(strange) == WorkState::Unknown);
            QVERIFY(sessionStatusFrom(strange) == SessionStatus::Unknown);
        }
    }

    void aCallIsOverWhenNothingMoreHappensToIt()
    {
        for (const auto state :
             {ToolCallState::Requested, ToolCallState::NeedsApproval, ToolCallState::Running, ToolCallState::Posting})
            QVERIFY(!isFinal(state));
        for (const auto state : {ToolCallState::Done, ToolCallState::Error, ToolCallState::TimedOut,
                                 ToolCallState::Denied, ToolCallState::Cancelled, ToolCallState::NotOurs})
            QVERIFY(isFinal(state));
    }

    void sixToolsAreOurs()
    {
        for (const char *tool : {"bash", "read", "write", "edit", "glob", "grep"})
            QVERIFY(isToolsetTool(tool));
        for (const char *other : {"", "Bash", "web_search", "web_fetch", "get_order_status"})
            QVERIFY(!isToolsetTool(other));
    }
};

QTEST_GUILESS_MAIN(WordsTest)
#include "tst_words.moc"
