// Role: the part of RunsApi that takes files into runs, gives them out of them and lists folders. Files of any size
// pass through: neither a client nor a sandbox that is slow makes anything be held here beyond a window.
#include "core/rest/guest_download.h"
#include "core/rest/pushed_content.h"
#include "core/rest/runs_jobs.h"

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
        id, {.path = *path}, content->source(),
        [this, number, content, responder = asked.responder](Result<> written) { // and keeps it until then
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
    sendGuestFile(asked.door->access(), run->id, *path, asked.responder,
                  [](const Error &error) { return runsProblem(error); });
}

} // namespace glovebox::rest
