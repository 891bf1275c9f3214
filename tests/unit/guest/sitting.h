// Role: somebody who sits before a terminal of a guest, and what becomes of the processes behind it. Thread: the
// test's.
#pragma once

#include "tests/unit/guest/link_bench.h"

#include <QTest>

#include <signal.h>

#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::guest {

/// One terminal somebody sits before.
struct Sitting {
    Host &host;
    domain::TerminalNumber number = 0;
    Call call;
    std::string screen;
    std::optional<Result<domain::ProgramEnd>> end;
    std::optional<Error> refused;
    std::vector<Call> typing;
    int typed = 0;
    int notTyped = 0;

    bool open(domain::TerminalWish wish)
    {
        bool answered = false;
        const auto asking = host.link->terminals().open(std::move(wish), [&](Result<domain::TerminalNumber> how) {
            answered = true;
            if (how)
                number = *how;
            else
                refused = how.error();
        });
        if (!wait([&] { return answered; }) || number == 0)
            return false;
        look();
        return true;
    }
    void look()
    {
        screen.clear();
        end.reset();
        call = host.link->terminals().attach(number, {[this](std::string_view bytes) { screen += bytes; },
                                                      [this](Result<domain::ProgramEnd> how) { end = std::move(how); },
                                                      nullptr});
    }
    void type(const std::string &bytes)
    {
        typing.push_back(
            host.link->terminals().write(number, bytes, [this](const Result<> &how) { ++(how ? typed : notTyped); }));
    }
    template <class Reached>
    bool wait(Reached reached, int time = 60'000)
    {
        return QTest::qWaitFor(
            [&] {
                host.clock.runDue();
                return reached();
            },
            time);
    }
    bool sees(const std::string &text)
    {
        const bool seen = wait([&] { return screen.find(text) != std::string::npos; }, 30'000);
        if (!seen)
            qWarning("the screen has: %s", screen.c_str());
        return seen;
    }
    bool does(const std::function<Call(Callback<>)> &ask)
    {
        std::optional<Result<>> answer;
        const auto asking = ask([&](Result<> how) { answer = std::move(how); });
        return wait([&] { return answer.has_value(); }) && answer->has_value();
    }
};

inline bool lives(int process)
{
    if (process <= 0 || ::kill(process, 0) != 0)
        return false;
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string word;
    stat >> word >> word >> word;
    return word != "Z"; // nobody collects orphans here
}

} // namespace glovebox::guest
