// Role: runs asynchronous steps one after another, the first failure ends it. A step may add further ones.
// Thread: one with an event loop. Invariants: at most one step runs; destroying the chain cancels it; the chain may be
// let go of from inside its last callback.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"

#include <QObject>

#include <deque>

namespace glovebox::images {

struct Step {
    std::string what; // for people; empty: not shown
    std::function<Call(Callback<>)> run;
};

class StepChain final : public QObject {
public:
    /// `begin` is told each step's text as it starts.
    StepChain(std::function<void(const std::string &what)> begin, Callback<> done)
        : m_begin(std::move(begin)), m_done(std::move(done))
    {
    }

    void add(Step step) { m_steps.push_back(std::move(step)); }
    /// Steps that show themselves and have not begun.
    int shownAhead() const;
    /// Begins with the first step at the next turn of the loop.
    void start();
    /// Nothing is called any more; the running step is cancelled. The chain deletes itself later.
    void abandon();

private:
    void next();
    void finish(Result<> result);

    std::function<void(const std::string &)> m_begin;
    Callback<> m_done;
    std::deque<Step> m_steps;
    Call m_running;
};

} // namespace glovebox::images
