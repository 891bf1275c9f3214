#include "core/ledger/history_reader.h"

#include "core/ledger/questions.h"
#include "core/ledger/read_connection.h"

#include <memory>

namespace glovebox::ledger {

namespace {

/// The connection and what is prepared on it.
class Reading {
public:
    explicit Reading(const std::string &path)
    {
        auto connection = ReadConnection::open(path);
        if (!connection) {
            m_problem = connection.error();
            return;
        }
        m_connection = *std::move(connection);
        if (const auto roomy = makeRoom(); !roomy)
            m_problem = inContext("ledger " + path, roomy.error());
        m_questions = std::make_unique<Questions>(m_connection->database());
    }

    bool works() const { return !m_problem; }
    bool takeIndexFailure() { return m_questions && m_questions->takeIndexFailure(); }
    Result<domain::HistoryAnswer> answer(const domain::HistoryQuestion &question)
    {
        if (m_problem)
            return tl::unexpected(*m_problem);
        return m_questions->answer(question);
    }

private:
    /// A year's usage is some 6 MiB, and sorting it as much again: that is not to go over the disk.
    Result<> makeRoom()
    {
        GB_CHECK(run(m_connection->database(), "PRAGMA cache_size = -16384"));
        return run(m_connection->database(), "PRAGMA temp_store = MEMORY");
    }

    std::unique_ptr<ReadConnection> m_connection;
    std::unique_ptr<Questions> m_questions; // goes first
    std::optional<Error> m_problem;
};

} // namespace

HistoryReader::HistoryReader(std::string path, Answered answered)
    : m_path(std::move(path)), m_answered(std::move(answered)), m_thread([this] { serve(); })
{
}

HistoryReader::~HistoryReader()
{
    {
        const std::lock_guard guard(m_mutex);
        m_closing = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void HistoryReader::ask(std::uint64_t ticket, domain::HistoryQuestion question)
{
    {
        const std::lock_guard guard(m_mutex);
        m_waiting.push_back({ticket, std::move(question)});
    }
    m_changed.notify_one();
}

void HistoryReader::serve()
{
    std::unique_ptr<Reading> reading; // one that did not open is tried again with the next question
    for (;;) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_closing || !m_waiting.empty(); });
        if (m_closing)
            return;
        const auto asked = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        if (!reading || !reading->works())
            reading = std::make_unique<Reading>(m_path);
        auto answer = reading->answer(asked.question);
        if (!answer && reading->works())
            answer = tl::unexpected(inContext("ledger " + m_path, answer.error()));
        if (reading->takeIndexFailure())
            m_indexFails = true;
        m_answered(asked.ticket, std::move(answer));
    }
}

} // namespace glovebox::ledger
