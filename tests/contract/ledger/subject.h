// Role: the two ledgers that the suites here run on: the one in memory, and the one on disk. Thread: the test's.
#pragma once

#include "core/ledger/ledger_store.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/manual_clock.h"

#include <QTemporaryDir>
#include <QTest>

namespace ledgercontract {

/// A ledger, and the program that starts after this one ended.
class Subject {
public:
    virtual ~Subject() = default;
    glovebox::ports::Ledger &ledger() { return *m_ledger; }
    /// The program ends here and starts again.
    virtual void restart() = 0;
    virtual void turn() {}

protected:
    std::unique_ptr<glovebox::ports::Ledger> m_ledger;
};

class FakeSubject final : public Subject {
public:
    FakeSubject() { m_ledger = std::make_unique<testsupport::FakeLedger>(m_clock); }
    void restart() override
    {
        const auto kept = static_cast<testsupport::FakeLedger &>(*m_ledger).durable();
        m_ledger = std::make_unique<testsupport::FakeLedger>(m_clock, kept);
    }
    void turn() override { m_clock.runDue(); }

private:
    testsupport::ManualClock m_clock;
};

class StoreSubject final : public Subject {
public:
    StoreSubject() { open(); }
    void restart() override
    {
        m_ledger.reset();
        open();
    }

private:
    void open()
    {
        const auto call =
            glovebox::ledger::openLedger({.path = m_folder.filePath(QStringLiteral("ledger.db")).toStdString()},
                                         [this](glovebox::Result<std::unique_ptr<glovebox::ports::Ledger>> opened) {
                                             if (!opened)
                                                 qFatal("%s", glovebox::describe(opened.error()).c_str());
                                             m_ledger = std::move(*opened);
                                         });
        if (!QTest::qWaitFor([this] { return m_ledger != nullptr; }))
            qFatal("the ledger did not open");
    }

    QTemporaryDir m_folder;
};

inline std::unique_ptr<Subject> subject(bool real)
{
    if (real)
        return std::make_unique<StoreSubject>();
    return std::make_unique<FakeSubject>();
}

/// Waits for the answer.
inline glovebox::Result<glovebox::domain::HistoryAnswer> asked(Subject &subject,
                                                               const glovebox::domain::HistoryQuestion &question)
{
    std::optional<glovebox::Result<glovebox::domain::HistoryAnswer>> answer;
    subject.ledger().ask(question, [&](auto found) { answer = std::move(found); });
    if (answer)
        qFatal("answered from inside the call");
    const bool came = QTest::qWaitFor(
        [&] {
            subject.turn();
            return answer.has_value();
        },
        30'000);
    if (!came)
        qFatal("a question is not answered");
    return *answer;
}

/// The answer's alternative `T`; there has to be one.
template <class T>
T answerTo(Subject &subject, const glovebox::domain::HistoryQuestion &question)
{
    const auto answer = asked(subject, question);
    if (!answer)
        qFatal("%s", glovebox::describe(answer.error()).c_str());
    const auto *found = std::get_if<T>(&*answer);
    if (!found)
        qFatal("an answer of another kind");
    return *found;
}

} // namespace ledgercontract
