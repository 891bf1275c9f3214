#include "core/secrets/kept_secrets_json.h"

#include "core/base/hex.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace glovebox::secrets {

using nlohmann::json;

namespace {

constexpr std::size_t kIdMax = 64;

json formJson(const domain::SecretForm &form)
{
    json out{{"kind", std::string(domain::word(form))}};
    if (const auto *basic = std::get_if<domain::BasicForm>(&form))
        out["user"] = basic->user;
    if (const auto *header = std::get_if<domain::HeaderForm>(&form))
        out["header"] = header->header;
    if (const auto *custom = std::get_if<domain::CustomForm>(&form)) {
        out["header"] = custom->header;
        out["text"] = custom->text;
    }
    return out;
}

std::optional<std::string> fieldOf(const json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
}

std::optional<domain::SecretForm> formFrom(const json &object)
{
    if (!object.is_object())
        return std::nullopt;
    const auto kind = fieldOf(object, "kind");
    const auto header = fieldOf(object, "header");
    const auto text = fieldOf(object, "text");
    if (kind == "bearer")
        return domain::BearerForm{};
    if (const auto user = fieldOf(object, "user"); kind == "basic" && user)
        return domain::BasicForm{*user};
    if (kind == "header" && header)
        return domain::HeaderForm{*header};
    if (kind == "custom" && header && text)
        return domain::CustomForm{*header, *text};
    return std::nullopt;
}

std::optional<ports::KeptSecret> secretFrom(const json &object)
{
    if (!object.is_object())
        return std::nullopt;
    const auto name = fieldOf(object, "name");
    const auto description = fieldOf(object, "description");
    const auto variable = fieldOf(object, "variable");
    const auto hex = fieldOf(object, "value");
    auto value = fromHex(hex.value_or(""));
    const auto form = formFrom(object.value("form", json()));
    const auto hosts = object.find("hosts");
    const auto since = object.find("since_ms");
    const auto id = object.contains("id") ? fieldOf(object, "id") : std::string(); // none: of before there were any
    if (!name || !description || !variable || !hex || !value || !form || hosts == object.end() || !hosts->is_array() ||
        since == object.end() || !since->is_number_integer() || !id || id->size() > kIdMax)
        return std::nullopt;
    ports::KeptSecret out{.secret = {*name, *description, {}, *form, *variable},
                          .value = SecretString(*std::move(value)),
                          .since = WallTime(std::chrono::milliseconds(since->get<std::int64_t>())),
                          .id = *id};
    for (const auto &host : *hosts) {
        if (!host.is_string())
            return std::nullopt;
        out.secret.hosts.push_back(host.get<std::string>());
    }
    const bool good =
        domain::check(out.secret).has_value() && domain::checkGateValue(out.secret, out.value).has_value();
    return good ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

std::string textOf(const ports::KeptSecrets &all)
{
    json secrets = json::array();
    for (const auto &[secret, value, since, id] : all.secrets)
        secrets.push_back({{"name", secret.name},
                           {"description", secret.description},
                           {"hosts", secret.hosts},
                           {"form", formJson(secret.form)},
                           {"variable", secret.variable},
                           {"value", toHex(value.reveal())},
                           {"since_ms", since.time_since_epoch().count()},
                           {"id", id}});
    const json root{{"authority", all.authority.reveal()}, {"secrets", std::move(secrets)}};
    return root.dump(-1, ' ', true, json::error_handler_t::replace);
}

std::optional<ports::KeptSecrets> keptSecretsFrom(std::string_view text)
{
    const auto root = json::parse(text, nullptr, false);
    if (!root.is_object())
        return std::nullopt;
    auto authority = fieldOf(root, "authority");
    const auto secrets = root.find("secrets");
    if (!authority || secrets == root.end() || !secrets->is_array() || secrets->size() > ports::kKeptSecretsMax)
        return std::nullopt;
    ports::KeptSecrets out{SecretString(*std::move(authority)), {}};
    for (const auto &each : *secrets) {
        auto secret = secretFrom(each);
        const auto isNamed = [&secret](const ports::KeptSecret &other) {
            return other.secret.name == secret->secret.name;
        };
        if (!secret || std::ranges::any_of(out.secrets, isNamed))
            return std::nullopt;
        out.secrets.push_back(*std::move(secret));
    }
    return out;
}

} // namespace glovebox::secrets
