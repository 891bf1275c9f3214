// Role: the part of RunsApi that takes files into runs, gives them out of them and lists folders. Files of any size
// pass through: neither a client nor a sandbox that is slow makes anything be held here beyond a window.
#include "core/rest/pushed_content.h"
#include "core/rest/runs_jobs.h"

#include <utility>

namespace glovebox::rest {

using nlohmann::json;

namespace {

constexpr std::size_t kPathMax = 4095;

/// The absolute path that the query names; nothing: it was answered that there is none.
std::optional<std::string> pathOf(const Asked &asked)
{
    auto path = asked.parameter("path").value_or("");
    const bool good = path.starts_with('/') && path.size() <= kPathMax && path.find('\0') == std::string::npos;
    if (good)
        return path;
    asked.answer(runsProblem(400, "bad_request", "'path' is an absolute path inside the run"));
    return std::nullopt;
}

http::Response fileHead()
{
    http::Response head;
    head.headers.add("content-type", "application/octet-stream");
    head.headers.add("cache-control", "no-store");
    return head;
}

} // namespace

std::uint64_t RunsApi::begun(const Asked &asked)
{
    const auto number = m_next++;
    m_calls.emplace(number, Call());
    asked.responder.keepInformed();
    asked.responder.onGone([this, number] { m_calls.erase(number); });
    return number;
}

void RunsApi::upload(const Asked &asked)
{
    const auto *run = runOf(asked);
    const auto path = run ? pathOf(asked) : std::nullopt;
    if (!path)
        return;
    const auto id = run->id;
    const auto number = begun(asked);
    const auto content = std::make_shared<PushedContent>(m_clock);
    content->onTaken([responder = asked.responder](std::size_t bytes) { responder.used(bytes); });
    m_calls[number] = asked.door->access().writeFile(
        id, {.path = *path}, content->source(), [this, number, responder = asked.responder](Result<> written) {
            const auto over = m_calls.extract(number);
            responder.send(written ? runsAnswer(200, json::object()) : runsProblem(written.error()));
        });
    asked.responder.readBody({.piece = [content](std::string_view piece) { content->push(piece); },
                              .end =
                                  [content] {
                                      content->end();
                                  }});
}

void RunsApi::listFolder(const Asked &asked)
{
    const auto *run = runOf(asked);
    const auto path = run ? pathOf(asked) : std::nullopt;
    if (!path)
        return;
    const auto id = run->id;
    const auto number = begun(asked);
    m_calls[number] = asked.door->access().listFolder(
        id, *path, false, [this, number, responder = asked.responder](Result<std::vector<domain::GuestEntry>> listed) {
            const auto over = m_calls.extract(number);
            if (!listed)
                return responder.send(runsProblem(listed.error()));
            json names = json::array();
            for (const auto &entry : *listed)
                names.push_back(entry.path);
            responder.send(runsAnswer(200, {{"entries", std::move(names)}}));
        });
}

void RunsApi::download(const Asked &asked)
{
    const auto *run = runOf(asked);
    const auto path = run ? pathOf(asked) : std::nullopt;
    if (!path)
        return;
    const auto id = run->id;
    const auto number = m_next++;
    auto &download = *m_downloads.emplace(number, std::make_unique<Download>(Download{asked.responder})).first->second;
    asked.responder.keepInformed();
    asked.responder.onGone([this, number] { m_downloads.erase(number); });
    download.call =
        asked.door->access().readFile(id, *path, kUploadMax,
                                      {.piece =
                                           [this, number](std::string_view piece) {
                                               handOut(number, piece);
                                               return Result<>();
                                           },
                                       .done =
                                           [this, number](Result<> read) {
                                               const auto found = m_downloads.extract(number);
                                               if (found.empty())
                                                   return;
                                               const auto &over = *found.mapped();
                                               if (over.stream)
                                                   read ? over.stream->close() : over.stream->abort();
                                               else
                                                   over.responder.send(read ? fileHead() : runsProblem(read.error()));
                                           },
                                       .pace = download.pace});
}

/// The first piece says that there is such a file, so the head goes out with that.
void RunsApi::handOut(std::uint64_t number, std::string_view piece)
{
    const auto found = m_downloads.find(number);
    if (found == m_downloads.end())
        return;
    auto &download = *found->second;
    if (!download.stream) {
        download.stream = download.responder.stream(fileHead());
        download.stream->onDrained([this, number] {
            if (const auto still = m_downloads.find(number); still != m_downloads.end())
                still->second->pace->used(std::exchange(still->second->unused, 0));
        });
    }
    download.stream->write(piece);
    if (const auto still = m_downloads.find(number); still == m_downloads.end())
        return; // the client went
    if (download.stream->wantsMore())
        download.pace->used(piece.size());
    else
        download.unused += piece.size();
}

} // namespace glovebox::rest
