#include "app/compose/kept_environments.h"

#include "core/base/bounded_json.h"
#include "core/secrets/steps.h"

#include <nlohmann/json.hpp>

namespace glovebox::compose {

namespace {

using engine::AddedEnvironments;
using secrets::kEnvironments;
using secrets::StoreChoice;
using secrets::StoreKind;

const char *placeNamed(StoreKind kind)
{
    return kind == StoreKind::Keyring ? "the keyring" : "a private file of this host";
}

class EnvironmentsSearch : public secrets::Steps<KeptEnvironments> {
public:
    EnvironmentsSearch(SecretSetup setup, Callback<KeptEnvironments> done)
        : Steps(std::move(done)), m_setup(std::move(setup))
    {
    }

private:
    void begin() override
    {
        auto choice = secrets::readChoice(m_setup.choosing.places.dataFolder);
        if (!choice)
            return finish(tl::unexpected(choice.error()));
        if (!*choice) // a service that brings its keys may never have chosen one
            return finish(KeptEnvironments{{}, placeNamed(StoreKind::File)});
        m_choice = **choice;
        look(m_store, m_choice.kind);
    }

    void look(std::unique_ptr<ports::SecretStore> &store, StoreKind kind)
    {
        store = secrets::makeStore(m_setup.choosing.places, kind, m_choice.folderId);
        m_step = store->read(kEnvironments, [this, kind](const Result<SecretString> &read) {
            if (!read && read.error().code != ErrorCode::NotFound)
                return finish(tl::unexpected(secrets::explained(kind, read.error())));
            if (!read && m_choice.otherToo && kind == m_choice.kind) // a move was cut short
                return look(m_other, secrets::otherThan(kind));
            if (!read)
                return finish(KeptEnvironments{{}, placeNamed(m_choice.kind)});
            auto all = environmentsIn(*read);
            if (!all)
                return finish(tl::unexpected(inContext(placeNamed(kind), all.error())));
            finish(KeptEnvironments{*std::move(all), placeNamed(m_choice.kind)});
        });
    }

    SecretSetup m_setup;
    StoreChoice m_choice;
    std::unique_ptr<ports::SecretStore> m_store;
    std::unique_ptr<ports::SecretStore> m_other; // the first one is at work when this begins
};

class EnvironmentsWriting : public secrets::Steps<void> {
public:
    EnvironmentsWriting(SecretSetup setup, SecretString text, Callback<> done)
        : Steps(std::move(done)), m_setup(std::move(setup)), m_text(std::move(text))
    {
    }

private:
    void begin() override
    {
        auto lock = secrets::lockStores(m_setup.choosing.places.dataFolder);
        if (!lock)
            return finish(tl::unexpected(lock.error()));
        m_lock = *std::move(lock);
        m_step = secrets::chooseStore(m_setup.choosing, [this](const Result<StoreChoice> &chosen) {
            if (!chosen)
                return finish(tl::unexpected(chosen.error()));
            m_store = secrets::makeStore(m_setup.choosing.places, chosen->kind, chosen->folderId);
            m_step = m_store->write(kEnvironments, m_text, [this, kind = chosen->kind](const Result<> &written) {
                if (!written)
                    return finish(tl::unexpected(secrets::explained(kind, written.error())));
                finish({});
            });
        });
    }

    SecretSetup m_setup;
    SecretString m_text;
    std::unique_ptr<secrets::FileLock> m_lock;
    std::unique_ptr<ports::SecretStore> m_store;
};

std::string fieldOf(const nlohmann::json &object, const char *name)
{
    const auto it = object.find(name);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

} // namespace

SecretString toText(const AddedEnvironments::All &all)
{
    auto list = nlohmann::json::array();
    for (const auto &each : all) {
        nlohmann::json object{{"id", each.id.value()}, {"key", each.key.reveal()}};
        if (each.operatorKey)
            object["operator_key"] = each.operatorKey->reveal();
        if (!each.name.empty())
            object["name"] = each.name;
        if (!each.baseUrl.empty())
            object["base_url"] = each.baseUrl;
        list.push_back(std::move(object));
    }
    return SecretString(list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

Result<AddedEnvironments::All> environmentsIn(const SecretString &text)
{
    const auto damaged = [] {
        return fail(ErrorCode::InvalidState, "what is kept of added environments makes no sense");
    };
    const auto list = nlohmann::json::parse(text.reveal(), nullptr, false);
    if (!list.is_array())
        return damaged();
    AddedEnvironments::All all;
    for (const auto &object : list) {
        if (!object.is_object())
            return damaged();
        const auto id = fieldOf(object, "id");
        const auto key = fieldOf(object, "key");
        if (!isSafeToken(id) || key.empty())
            return damaged();
        api::AddEnvironment each{.id = domain::EnvironmentId(id),
                                 .key = SecretString(key),
                                 .name = fieldOf(object, "name"),
                                 .baseUrl = fieldOf(object, "base_url")};
        if (object.contains("operator_key"))
            each.operatorKey = SecretString(fieldOf(object, "operator_key"));
        all.push_back(std::move(each));
    }
    return all;
}

Call readEnvironments(SecretSetup setup, Callback<KeptEnvironments> done)
{
    return (new EnvironmentsSearch(std::move(setup), std::move(done)))->start();
}

Call writeEnvironments(SecretSetup setup, const AddedEnvironments::All &all, Callback<> done)
{
    return (new EnvironmentsWriting(std::move(setup), toText(all), std::move(done)))->start();
}

} // namespace glovebox::compose
