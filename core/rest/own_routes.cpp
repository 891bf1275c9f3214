#include "core/rest/own_routes.h"

#include "core/base/text.h"

#include <QRandomGenerator>
#include <QString>

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

void tell(const Asked &asked, const api::Verdict &verdict, const std::vector<domain::SandboxId> &made)
{
    if (verdict.kind != api::Verdict::Kind::Accepted)
        return tell(asked, verdict);
    auto ids = nlohmann::json::array();
    for (const auto &id : made)
        ids.push_back(id.value());
    asked.responder.send(
        acceptedAnswer({{"accepted", true}, {"object", verdict.object}, {"sandboxes", std::move(ids)}}));
}

std::vector<domain::SandboxId> newSandboxIds(int count)
{
    constexpr quint32 figures = 0x100'0000; // three bytes, as of those that the engine names
    std::vector<domain::SandboxId> ids;
    for (int i = 0; i < count; ++i) {
        const auto chance = QRandomGenerator::system()->bounded(figures);
        ids.emplace_back("sbx-" + QString::number(chance, 16).rightJustified(6, u'0').toStdString());
    }
    return ids;
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

Number numberIn(const Asked &asked, const char *parameter, std::uint64_t max, const char *what)
{
    const auto text = asked.parameter(parameter);
    if (!text)
        return {};
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error == std::errc{} && end == text->data() + text->size() && value <= max)
        return {true, value};
    asked.answer(problemAnswer(400, ErrorCode::InvalidArgument,
                               std::string("'") + parameter + "' is " + what + ": a whole number from 0 to " +
                                   std::to_string(max) + ", and not '" + clipped(toOneLine(*text), ByteCount{40}) +
                                   '\''));
    return {false, std::nullopt};
}

} // namespace glovebox::rest
