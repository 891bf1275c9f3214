#include "core/engine/output_collector.h"

#include "core/engine/log.h"

#include <QCryptographicHash>

#include <algorithm>

namespace glovebox::engine {

using namespace std::chrono_literals;

namespace {

constexpr const char *kOutputsFolder = "/mnt/session/outputs";

/// The others are of one file: it is passed over.
bool endsCollection(ErrorCode code)
{
    return code != ErrorCode::NotFound && code != ErrorCode::InvalidState && code != ErrorCode::InvalidArgument &&
           code != ErrorCode::TooLarge;
}

} // namespace

struct OutputCollector::Run {
    ports::GuestFiles &files;
    Callback<> done;
    std::map<std::string, ports::StoredOutput> kept;
    std::deque<ports::GuestEntry> todo;
    std::map<std::string, ports::GuestEntry> doubtful;
    std::uint64_t total = 0;
    std::size_t count = 0;
    int skipped = 0;

    // The file that is being read.
    std::unique_ptr<ports::OutputFile> open;
    std::uint64_t size = 0;
    std::optional<Error> storeFault;
    QCryptographicHash hash{QCryptographicHash::Sha256};

    Call call;  // list, read, or the next turn
    Call limit; // on the whole
};

OutputCollector::OutputCollector(ports::OutputStore &store, ports::Clock &clock, domain::SessionId session,
                                 api::Observer observer)
    : m_store(store), m_clock(clock), m_session(std::move(session)),
      m_observer(std::move(observer)), m_view{.session = m_session}, m_self(std::make_shared<OutputCollector *>(this))
{
}

OutputCollector::~OutputCollector() = default;

void OutputCollector::show()
{
    fillView();
    if (!m_view.files.empty() || m_view.problem)
        publish();
}

Call OutputCollector::collect(ports::GuestFiles &files, Callback<> done)
{
    if (m_run)
        return m_clock.after(
            0ms, [done = std::move(done)] { done(fail(ErrorCode::InvalidState, "outputs are being collected")); });
    m_run.reset(new Run{.files = files, .done = std::move(done)});
    m_run->call = files.list({.path = kOutputsFolder, .entriesMax = limits::kOutputEntriesMax},
                             [this](Entries entries) { listed(std::move(entries)); });
    m_run->limit = m_clock.after(limits::kOutputCollection, [this] {
        finish(Error{ErrorCode::TimedOut,
                     "collecting outputs took too long; the rest is taken at the end of the next turn"});
    });
    m_view.collecting = true;
    publish();
    return Call([weak = std::weak_ptr(m_self), number = ++m_runs] {
        if (const auto self = weak.lock(); self && (*self)->m_run && (*self)->m_runs == number)
            (*self)->stop();
    });
}

void OutputCollector::listed(Entries entries)
{
    if (!entries && entries.error().code == ErrorCode::NotFound)
        return finish({});
    if (!entries)
        return finish(inContext("list outputs", std::move(entries).error()));
    const auto kept = m_store.list(m_session);
    if (!kept)
        return finish(kept.error());
    for (const auto &file : *kept) {
        m_run->kept.emplace(file.path, file);
        m_run->total += file.size.value;
    }
    m_run->count = kept->size();
    choose(*entries);
    if (m_run->doubtful.empty())
        return next();
    ByteCount largest;
    for (const auto &[path, entry] : m_run->doubtful)
        largest = std::max(largest, entry.size);
    m_run->call = m_run->files.list({.path = kOutputsFolder,
                                     .withHashes = true,
                                     .entriesMax = limits::kOutputEntriesMax,
                                     .hashMax = std::max(largest, ByteCount{1})},
                                    [this](Entries again) { hashed(std::move(again)); });
}

/// Fills todo and doubtful, and counts what is left out.
void OutputCollector::choose(std::vector<ports::GuestEntry> &entries)
{
    std::ranges::sort(entries, {}, &ports::GuestEntry::path);
    for (auto &entry : entries) {
        if (entry.kind == ports::GuestEntry::Kind::Folder)
            continue;
        if (entry.kind != ports::GuestEntry::Kind::File || entry.links != 1 || !ports::isOutputPath(entry.path) ||
            entry.size > limits::kOutputFileMax) {
            ++m_run->skipped;
            continue;
        }
        const auto kept = m_run->kept.find(entry.path);
        const bool isNew = kept == m_run->kept.end();
        if (!isNew && kept->second.size == entry.size && kept->second.changed == entry.changed) {
            const auto changed =
                std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(entry.changed));
            const auto settled = m_settled.find(entry.path);
            const bool inDoubt = changed + limits::kOutputDoubt > kept->second.storedAt.time_since_epoch() &&
                                 (settled == m_settled.end() || settled->second != entry.changed);
            if (inDoubt)
                m_run->doubtful.emplace(entry.path, std::move(entry));
            continue;
        }
        const auto total = m_run->total - (isNew ? 0 : kept->second.size.value) + entry.size.value;
        if (total > limits::kOutputsSessionMax.value || (isNew && m_run->count >= limits::kOutputFilesMax)) {
            ++m_run->skipped;
            continue;
        }
        m_run->total = total;
        m_run->count += isNew ? 1 : 0;
        m_run->todo.push_back(std::move(entry));
    }
}

void OutputCollector::hashed(Entries entries)
{
    if (!entries && endsCollection(entries.error().code))
        return finish(inContext("list outputs", std::move(entries).error()));
    if (entries) {
        for (const auto &entry : *entries) {
            const auto doubt = m_run->doubtful.find(entry.path);
            if (doubt == m_run->doubtful.end())
                continue;
            const auto known = m_hashes.find(entry.path);
            if (!entry.sha256.empty() && known != m_hashes.end() && known->second == entry.sha256)
                m_settled[entry.path] = doubt->second.changed;
            else
                m_run->todo.push_back(std::move(doubt->second));
            m_run->doubtful.erase(doubt);
        }
    }
    next();
}

/// At the next turn of the loop, so that many small files do not hold it up.
void OutputCollector::next()
{
    m_run->call = m_clock.after(0ms, [this] { readNext(); });
}

void OutputCollector::readNext()
{
    if (m_run->todo.empty())
        return finish({});
    const auto &entry = m_run->todo.front();
    auto opened = m_store.begin(m_session, entry.path);
    if (!opened) {
        if (passesOver(opened.error()))
            next();
        return;
    }
    m_run->open = *std::move(opened);
    m_run->size = 0;
    m_run->hash.reset();
    m_run->call = m_run->files.read(std::string(kOutputsFolder) + "/" + entry.path, entry.size,
                                    {[this](std::string_view piece) { return takePiece(piece); },
                                     [this](Result<> result) {
                                         readEnded(std::move(result));
                                     }});
}

Result<> OutputCollector::takePiece(std::string_view piece)
{
    auto written = m_run->open->write(piece);
    if (!written)
        m_run->storeFault = written.error();
    m_run->size += piece.size();
    m_run->hash.addData(QByteArrayView(piece.data(), static_cast<qsizetype>(piece.size())));
    return written;
}

void OutputCollector::readEnded(Result<> result)
{
    const auto open = std::exchange(m_run->open, nullptr);
    const auto fault = std::exchange(m_run->storeFault, std::nullopt);
    const auto entry = m_run->todo.front();
    if (fault) {
        if (passesOver(*fault))
            next();
        return;
    }
    if (!result && endsCollection(result.error().code))
        return finish(inContext("read output " + entry.path, std::move(result).error()));
    if (result && m_run->size == entry.size.value) {
        if (const auto committed = open->commit(entry.changed); !committed) {
            if (passesOver(committed.error()))
                next();
            return;
        }
        m_hashes[entry.path] = m_run->hash.result().toHex().toStdString();
        m_settled.erase(entry.path);
    } else {
        qCInfo(lcEngine, "session %s: an output changed while it was read; it is taken next time",
               m_session.value().c_str());
    }
    m_run->todo.pop_front();
    next();
}

bool OutputCollector::passesOver(const Error &error)
{
    if (endsCollection(error.code)) {
        finish(error);
        return false;
    }
    qCInfo(lcEngine, "session %s: an output was not taken: %s", m_session.value().c_str(), describe(error).c_str());
    ++m_run->skipped;
    m_run->todo.pop_front();
    return true;
}

void OutputCollector::finish(std::optional<Error> problem)
{
    const auto run = std::move(m_run);
    run->open.reset();
    run->call.cancel();
    run->limit.cancel();
    if (problem)
        qCWarning(lcEngine, "session %s: outputs: %s", m_session.value().c_str(), describe(*problem).c_str());
    const Result<> result = problem ? Result<>(tl::unexpected(*problem)) : Result<>();
    m_view.collecting = false;
    m_view.skipped = run->skipped;
    fillView();
    if (problem)
        m_view.problem = std::move(problem);
    const auto done = std::move(run->done);
    publish();
    if (done)
        done(result); // may delete us
}

/// The handle has gone.
void OutputCollector::stop()
{
    m_run.reset();
    m_view.collecting = false;
    fillView();
    publish();
}

void OutputCollector::fillView()
{
    m_view.problem.reset();
    m_view.files.clear();
    const auto kept = m_store.list(m_session);
    if (!kept) {
        m_view.problem = kept.error();
        return;
    }
    for (const auto &file : *kept)
        m_view.files.push_back({file.path, file.size, file.storedAt});
    m_view.folder = kept->empty() ? std::string() : m_store.folder(m_session);
}

void OutputCollector::publish()
{
    ++m_view.generation;
    if (m_observer)
        m_observer(m_view);
}

} // namespace glovebox::engine
