#include "core/rest/secret_json.h"

namespace glovebox::rest {

using nlohmann::json;

namespace {

json secretFormJson(const domain::SecretForm &form)
{
    json out{{"kind", domain::word(form)}};
    if (const auto *basic = std::get_if<domain::BasicForm>(&form); basic && !basic->user.empty())
        out["user"] = basic->user;
    if (const auto *header = std::get_if<domain::HeaderForm>(&form))
        out["header"] = header->header;
    if (const auto *custom = std::get_if<domain::CustomForm>(&form)) {
        out["header"] = custom->header;
        out["text"] = custom->text;
    }
    return out;
}

domain::SecretForm secretFormFrom(RequestBody &body)
{
    const auto kind = body.text("kind", 16);
    const auto header = body.text("header", domain::kGateSecretTextMax);
    if (kind == "basic")
        return domain::BasicForm{body.text("user", domain::kGateSecretTextMax)};
    if (kind == "header")
        return domain::HeaderForm{header};
    if (kind == "custom")
        return domain::CustomForm{header, body.text("text", domain::kGateSecretTextMax)};
    if (kind != "bearer")
        body.wrong("'kind' takes bearer, basic, header or custom");
    return domain::BearerForm{};
}

} // namespace

json toJson(const api::ShownSecret &shown)
{
    const auto &secret = shown.secret;
    json out{{"name", secret.name},
             {"hosts", secret.hosts},
             {"form", secretFormJson(secret.form)},
             {"sent_as", domain::textOf(secret.form)},
             {"variable", secret.variable},
             {"since_ms", shown.since.time_since_epoch().count()},
             {"keeping", shown.keeping}};
    if (!secret.description.empty())
        out["description"] = secret.description;
    if (shown.usedAt) {
        out["used_at_ms"] = shown.usedAt->time_since_epoch().count();
        out["used_for"] = shown.usedFor;
    }
    if (shown.problem)
        out["problem"] = shown.problem->detail;
    return out;
}

json toJson(const api::SecretsView &view)
{
    json secrets = json::array();
    for (const auto &each : view.secrets)
        secrets.push_back(toJson(each));
    json out{{"secrets", std::move(secrets)}};
    if (!view.store.empty())
        out["store"] = view.store;
    if (view.problem)
        out["problem"] = view.problem->detail;
    if (view.authorityUntil)
        out["authority_until_ms"] = view.authorityUntil->time_since_epoch().count();
    return out;
}

api::SaveSecret saveSecretFrom(const std::string &name, RequestBody &body)
{
    api::SaveSecret wanted{.secret = {.name = name,
                                      .description = body.text("description", domain::kGateSecretTextMax),
                                      .hosts = body.words("hosts", 512),
                                      .form = domain::BearerForm{},
                                      .variable = body.text("variable", domain::kGateVariableMax)}};
    if (auto form = body.object("form", {"kind", "user", "header", "text"})) {
        wanted.secret.form = secretFormFrom(*form);
        body.adopt(*form, "'form'");
    }
    if (body.has("value"))
        wanted.value = SecretString(body.text("value", domain::kGateValueMax));
    wanted.mustBeNew = body.flag("must_be_new");
    return wanted;
}

} // namespace glovebox::rest
