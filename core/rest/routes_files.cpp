// Role: the local API's routes of files in sandboxes: read and written as raw bytes of any length, at the pace of
// whoever is slower; listed, removed; folders made.
#include "core/rest/guest_download.h"
#include "core/rest/own_routes.h"
#include "core/rest/pushed_content.h"
#include "core/rest/use_json.h"
#include "core/rest/view_json.h"

#include <charconv>

namespace glovebox::rest {

namespace {

using nlohmann::json;

constexpr std::size_t kGuestPathMax = 4096;
constexpr unsigned kModeMax = 07777;

/// ?path=, whole; told when it is none.
std::optional<std::string> pathIn(const Asked &asked)
{
    auto path = asked.parameter("path");
    if (path && path->starts_with('/') && path->size() <= kGuestPathMax && path->find('\0') == std::string::npos)
        return path;
    asked.answer(problemAnswer(400, ErrorCode::InvalidArgument,
                               "'path' is a whole path in the sandbox, from / on, of 4096 bytes at most"));
    return std::nullopt;
}

/// "0644"
std::optional<unsigned> modeFrom(const std::string &text)
{
    unsigned mode = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
    if (error != std::errc{} || end != text.data() + text.size() || mode > kModeMax)
        return std::nullopt;
    return mode;
}

constexpr auto kModePossible = "'mode' is permission bits in octal, like 0644";

/// What a call into a sandbox is held by: over when it is answered, or with whoever asked.
struct FileCall {
    Call call;
};

/// Something that is done or not.
Callback<> answerer(const Asked &asked, const std::shared_ptr<FileCall> &under, int status = 200)
{
    asked.responder.onGone([under] { under->call.cancel(); });
    asked.responder.keepInformed();
    return [asked, status](Result<> outcome) {
        if (!outcome)
            return tell(asked, outcome.error());
        auto answer = okAnswer(json::object());
        answer.status = status;
        asked.answer(std::move(answer));
    };
}

void readGuestFile(OwnParts &, Asked &asked)
{
    if (auto path = pathIn(asked))
        sendGuestFile(asked.door->access(), named<domain::SandboxId>(asked), *std::move(path), asked.responder,
                      [](const Error &error) { return problemAnswer(statusOf(error.code), error); });
}

/// The body is asked for when the sandbox is there to take it.
void writeGuestFile(OwnParts &own, Asked &asked)
{
    auto path = pathIn(asked);
    if (!path)
        return;
    api::FileTarget target{*std::move(path)};
    if (const auto mode = asked.parameter("mode")) {
        target.mode = modeFrom(*mode);
        if (!target.mode)
            return asked.answer(problemAnswer(400, ErrorCode::InvalidArgument, kModePossible));
    }
    struct Upload : FileCall {
        std::shared_ptr<PushedContent> content;
    };
    auto upload = std::make_shared<Upload>();
    upload->content = std::make_shared<PushedContent>(own.clock);
    const std::weak_ptr content = upload->content;
    upload->content->onWanted([responder = asked.responder, content] {
        responder.readBody({.piece =
                                [content](std::string_view bytes) {
                                    if (const auto pushed = content.lock())
                                        pushed->push(bytes);
                                },
                            .end =
                                [content] {
                                    if (const auto pushed = content.lock())
                                        pushed->end();
                                }});
    });
    upload->content->onTaken([responder = asked.responder](std::size_t bytes) { responder.used(bytes); });
    auto done = answerer(asked, upload);
    upload->call = asked.door->access().writeFile(named<domain::SandboxId>(asked), std::move(target),
                                                  upload->content->source(), std::move(done));
}

void removeGuestFile(OwnParts &, Asked &asked)
{
    const auto path = pathIn(asked);
    if (!path)
        return;
    auto under = std::make_shared<FileCall>();
    auto done = answerer(asked, under);
    under->call = asked.door->access().remove(named<domain::SandboxId>(asked), *path, std::move(done));
}

json guestEntryJson(const domain::GuestEntry &entry)
{
    const auto kind = [&] {
        if (!entry.target.empty())
            return "link";
        switch (entry.kind) {
        case domain::GuestEntry::Kind::File:
            return "file";
        case domain::GuestEntry::Kind::Folder:
            return "folder";
        case domain::GuestEntry::Kind::Other:
            break;
        }
        return "other";
    };
    std::array<char, 8> mode{};
    std::snprintf(mode.data(), mode.size(), "%04o", entry.mode & kModeMax);
    const auto changed = std::chrono::floor<std::chrono::milliseconds>(std::chrono::nanoseconds(entry.changed));
    json out{{"name", entry.path},
             {"kind", kind()},
             {"size", entry.size.value},
             {"mode", mode.data()},
             {"changed", instantText(WallTime(changed))}};
    if (!entry.target.empty())
        out["target"] = entry.target;
    return out;
}

/// ?recursive=true: what is below it, too.
void listGuestFolder(OwnParts &, Asked &asked)
{
    auto path = pathIn(asked);
    if (!path)
        return;
    auto under = std::make_shared<FileCall>();
    asked.responder.onGone([under] { under->call.cancel(); });
    asked.responder.keepInformed();
    under->call =
        asked.door->access().listFolder(named<domain::SandboxId>(asked), *std::move(path), asked.flag("recursive"),
                                        [asked](Result<std::vector<domain::GuestEntry>> entries) {
                                            if (!entries)
                                                return tell(asked, entries.error());
                                            json list = json::array();
                                            for (const auto &entry : *entries)
                                                list.push_back(guestEntryJson(entry));
                                            asked.answer(okAnswer({{"entries", std::move(list)}}));
                                        });
}

void makeGuestFolder(OwnParts &, Asked &asked)
{
    auto path = asked.body.text("path", kGuestPathMax);
    if (!path.starts_with('/'))
        asked.body.wrong("'path' is a whole path in the sandbox, from / on");
    const auto text = asked.body.has("mode") ? asked.body.text("mode", 8) : "0755";
    const auto mode = modeFrom(text);
    if (!mode)
        asked.body.wrong(kModePossible);
    if (isWrong(asked))
        return;
    auto under = std::make_shared<FileCall>();
    auto done = answerer(asked, under, 201);
    under->call =
        asked.door->access().makeFolder(named<domain::SandboxId>(asked), std::move(path), *mode, std::move(done));
}

} // namespace

std::vector<Route> fileRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/sandboxes/{id}/files", kOperate, to(readGuestFile), {}, Words{"path"}},
        {.method = "PUT",
         .pattern = "/v1/sandboxes/{id}/files",
         .scope = kOperate,
         .handler = to(writeGuestFile),
         .fields = {},
         .query = Words{"path", "mode"},
         .bodyMax = kGuestFileMax,
         .streams = true},
        {"DELETE", "/v1/sandboxes/{id}/files", kOperate, to(removeGuestFile), Words{}, Words{"path"}},
        {.method = "GET",
         .pattern = "/v1/sandboxes/{id}/files/list",
         .scope = kOperate,
         .handler = to(listGuestFolder),
         .query = Words{"path", "recursive"},
         .flags = Words{"recursive"}},
        {"POST", "/v1/sandboxes/{id}/folders", kOperate, to(makeGuestFolder), Words{"path", "mode"}},
    };
}

} // namespace glovebox::rest
