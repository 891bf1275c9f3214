// Role: the engine behind the window's tests: it notes what it is asked, and answers as it was told to. Thread: GUI.
#pragma once

#include "tests/support/told_engine.h"

#include <QStringList>

#include <functional>
#include <utility>
#include <vector>

namespace testsupport {

class NotingEngine final : public ToldEngine {
public:
    QStringList asked;
    glovebox::api::Verdict verdict;
    std::function<void()> before;                       // what happens just before it answers
    std::vector<glovebox::api::HistoryQuery> questions; // not answered yet
    std::uint64_t ticket = 0;                           // of the session that was asked for last
    glovebox::api::NewSandbox made;                     // the last one
    glovebox::api::SaveSecret kept;                     // likewise

    glovebox::api::Verdict act(const glovebox::api::SessionAction &action) override
    {
        if (const auto *start = std::get_if<glovebox::api::StartSession>(&action))
            ticket = start->ticket;
        return ToldEngine::act(action);
    }
    glovebox::api::Verdict createSandbox(const glovebox::api::NewSandbox &wanted) override
    {
        made = wanted;
        return ToldEngine::createSandbox(wanted);
    }
    using ToldEngine::act;
    glovebox::api::Verdict act(const glovebox::api::SecretAction &action) override
    {
        if (const auto *save = std::get_if<glovebox::api::SaveSecret>(&action))
            kept = *save;
        return ToldEngine::act(action);
    }
    glovebox::api::Verdict ask(const glovebox::api::HistoryQuery &query) override
    {
        if (verdict.kind != glovebox::api::Verdict::Kind::Denied)
            questions.push_back(query);
        return ToldEngine::ask(query);
    }

    QString keptValue() const { return kept.value ? QString::fromStdString(kept.value->reveal()) : QString(); }
    QStringList madeSecrets() const
    {
        QStringList names;
        for (const std::string &name : made.secrets)
            names += QString::fromStdString(name);
        return names;
    }
    QStringList madeWith() const
    {
        QStringList lines;
        for (const glovebox::domain::SeedStep &step : made.seed.steps)
            lines += QString::fromStdString(glovebox::domain::textOf(step));
        if (!made.seed.start.empty())
            lines += QStringLiteral("start ") + QString::fromStdString(glovebox::domain::textOf(made.seed.start));
        if (made.reservation)
            lines += QStringLiteral("for ") + QString::fromStdString(inWords(*made.reservation));
        if (made.snapshot)
            lines += QStringLiteral("from ") + QString::fromStdString(made.snapshot->value());
        return lines;
    }

private:
    glovebox::api::Verdict told(const std::string &what) override
    {
        asked += QString::fromStdString(what);
        if (const auto first = std::exchange(before, nullptr))
            first();
        return verdict;
    }
};

} // namespace testsupport
