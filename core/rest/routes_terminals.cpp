// Role: the local API's routes of terminals in sandboxes: opened, listed, sized, closed, and looked at and typed into
// over a WebSocket.
#include "core/rest/own_routes.h"
#include "core/rest/program_body.h"
#include "core/rest/terminal_socket.h"
#include "core/rest/view_json.h"

#include <charconv>

namespace glovebox::rest {

namespace {

using nlohmann::json;

struct TerminalCall {
    Call call;
};

std::shared_ptr<TerminalCall> heldBy(const Asked &asked)
{
    auto under = std::make_shared<TerminalCall>();
    asked.responder.onGone([under] { under->call.cancel(); });
    return under;
}

/// Told when the path names none.
std::optional<domain::TerminalNumber> terminalIn(const Asked &asked)
{
    domain::TerminalNumber number = 0;
    const auto &text = asked.names[1];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size() && number > 0)
        return number;
    asked.answer(noneAnswer("terminal", text));
    return std::nullopt;
}

json guestTerminalJson(const domain::GuestTerminal &terminal)
{
    json out{{"id", terminal.number},
             {"program", terminal.program},
             {"columns", terminal.size.columns},
             {"rows", terminal.size.rows},
             {"age_seconds", terminal.age.count()}};
    if (terminal.end)
        out["ended"] = toJson(*terminal.end);
    return out;
}

void openGuestTerminal(OwnParts &, Asked &asked)
{
    auto wish = terminalFrom(asked.body);
    if (isWrong(asked))
        return;
    asked.responder.keepInformed();
    const auto under = heldBy(asked);
    under->call = asked.door->access().openTerminal(named<domain::SandboxId>(asked), std::move(wish),
                                                    [asked](Result<domain::TerminalNumber> number) {
                                                        if (!number)
                                                            return tell(asked, number.error());
                                                        auto answer = okAnswer({{"id", *number}});
                                                        answer.status = 201;
                                                        asked.answer(std::move(answer));
                                                    });
}

void listGuestTerminals(OwnParts &, Asked &asked)
{
    const auto under = heldBy(asked);
    under->call = asked.door->access().listTerminals(named<domain::SandboxId>(asked),
                                                     [asked](Result<std::vector<domain::GuestTerminal>> terminals) {
                                                         if (!terminals)
                                                             return tell(asked, terminals.error());
                                                         json list = json::array();
                                                         for (const auto &terminal : *terminals)
                                                             list.push_back(guestTerminalJson(terminal));
                                                         asked.answer(okAnswer({{"terminals", std::move(list)}}));
                                                     });
}

/// Nobody waits until its program has noticed.
void resizeGuestTerminal(OwnParts &own, Asked &asked)
{
    const auto number = terminalIn(asked);
    if (!number)
        return;
    if (!own.state.sandboxes.contains(named<domain::SandboxId>(asked)))
        return asked.answer(noneAnswer("sandbox", asked.names[0]));
    if (!asked.body.has("columns") || !asked.body.has("rows"))
        asked.body.wrong("'columns' and 'rows' say how large it is to be");
    const auto size = terminalSizeFrom(asked.body);
    if (isWrong(asked))
        return;
    asked.door->access().resizeTerminal(named<domain::SandboxId>(asked), *number, size);
    asked.answer(okAnswer(json::object()));
}

void closeGuestTerminal(OwnParts &, Asked &asked)
{
    const auto number = terminalIn(asked);
    if (!number)
        return;
    asked.responder.keepInformed();
    const auto under = heldBy(asked);
    under->call =
        asked.door->access().closeTerminal(named<domain::SandboxId>(asked), *number, [asked](Result<> outcome) {
            if (!outcome)
                return tell(asked, outcome.error());
            asked.answer(okAnswer(json::object()));
        });
}

void attachTerminal(OwnParts &own, Asked &asked)
{
    const auto number = terminalIn(asked);
    if (!number)
        return;
    if (auto socket = webSocketFor(own, asked))
        std::make_shared<TerminalSocket>(*std::move(socket), asked.door, named<domain::SandboxId>(asked), *number)
            ->begin();
}

} // namespace

std::vector<Route> terminalRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/sandboxes/{id}/terminals", kOperate, to(listGuestTerminals)},
        {"POST", "/v1/sandboxes/{id}/terminals", kOperate, to(openGuestTerminal), terminalFields()},
        {"PATCH", "/v1/sandboxes/{id}/terminals/{terminal}", kOperate, to(resizeGuestTerminal),
         Words{"columns", "rows"}},
        {"DELETE", "/v1/sandboxes/{id}/terminals/{terminal}", kOperate, to(closeGuestTerminal)},
        {"GET", "/v1/sandboxes/{id}/terminals/{terminal}/attach", kOperate, to(attachTerminal)},
    };
}

} // namespace glovebox::rest
