#include "core/rest/own_routes.h"

#include <charconv>

namespace glovebox::rest {

bool isWrong(Asked &asked)
{
    if (asked.body.problem())
        asked.answer(problemAnswer(400, *asked.body.problem()));
    return asked.body.problem().has_value();
}

void tell(const Asked &asked, const api::Verdict &verdict)
{
    asked.answer(verdictAnswer(verdict));
}

void tell(const Asked &asked, const Error &error)
{
    asked.answer(problemAnswer(statusOf(error.code), error));
}

bool isForTheSocketAlone(const Asked &asked, bool readsThisHost)
{
    const bool refused = readsThisHost && !asked.caller.viaSocket;
    if (refused)
        asked.answer(problemAnswer(403, ErrorCode::Forbidden,
                                   "what reads files of this host is asked for over the unix socket alone"));
    return refused;
}

Number numberIn(const Asked &asked, const char *parameter, std::uint64_t max)
{
    const auto text = asked.parameter(parameter);
    if (!text)
        return {};
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error == std::errc{} && end == text->data() + text->size() && value <= max)
        return {true, value};
    asked.answer(problemAnswer(400, ErrorCode::InvalidArgument,
                               std::string("'") + parameter + "' is a whole number from 0 to " + std::to_string(max)));
    return {false, std::nullopt};
}

} // namespace glovebox::rest
