#include "app/compose/host_secrets.h"

#include "core/base/constant_time.h"
#include "core/base/log.h"
#include "core/ledger/audit_files.h"
#include "core/ledger/audit_trail.h"
#include "core/secrets/credential_secret_store.h"
#include "core/secrets/steps.h"

#include <unistd.h>

namespace glovebox::compose {

namespace {

Q_LOGGING_CATEGORY(lcHostSecrets, "glovebox.secrets")

using secrets::kAuditKey;
using secrets::Steps;
using secrets::StoreChoice;
using secrets::StoreKind;

/// What was found is a key, or it says whose it is that is none.
Result<> checkKey(const SecretString &key, const std::string &where)
{
    const auto usable = ledger::AuditKey::fromHex(key);
    if (!usable)
        return fail(ErrorCode::InvalidState, where + " holds no key of an audit trail (" + usable.error().detail +
                                                 "); restore it from a backup, or move it away "
                                                 "and have another made: gloveboxctl secret-store new-audit-key");
    return {};
}

/// Its head is made right after its key. Who took that away left the entries.
bool trailIsBegun(const std::string &ledgerFile)
{
    if (::access(ledger::auditHeadFileOf(ledgerFile).c_str(), F_OK) == 0)
        return true;
    const auto trail = ledger::AuditTrail::open(ledgerFile);
    const auto range = trail ? (*trail)->range() : tl::unexpected(trail.error());
    return range && range->second > 0;
}

class Search : public Steps<FoundKey> {
public:
    Search(SecretSetup setup, Callback<FoundKey> done)
        : Steps(std::move(done)), m_setup(std::move(setup)), m_credentials(m_setup.credentials)
    {
    }

private:
    using Where = FoundKey::Where;

    void begin() override
    {
        m_step = m_credentials.read(kAuditKey, [this](Result<SecretString> read) {
            if (read)
                return found(*std::move(read), Where::Credential, "the credential glovebox.audit-key");
            if (read.error().code != ErrorCode::NotFound)
                return finish(tl::unexpected(inContext("the credential glovebox.audit-key", read.error())));
            auto choice = secrets::readChoice(m_setup.choosing.places.dataFolder);
            if (!choice)
                return finish(tl::unexpected(choice.error()));
            if (!*choice)
                return lookBesideLedger();
            m_choice = **choice;
            lookInto(m_store, m_choice.kind, Where::Store);
        });
    }

    void lookInto(std::unique_ptr<ports::SecretStore> &store, StoreKind kind, Where where)
    {
        store = secrets::makeStore(m_setup.choosing.places, kind, m_choice.folderId);
        m_step = store->read(kAuditKey, [this, kind, where](Result<SecretString> read) {
            if (read)
                return found(*std::move(read), where, std::string("the store of secrets (") + word(kind) + ')');
            if (read.error().code != ErrorCode::NotFound)
                return finish(tl::unexpected(secrets::explained(kind, read.error())));
            if (where == Where::Store && m_choice.otherToo)
                return lookInto(m_other, secrets::otherThan(kind), Where::OtherStore);
            lookBesideLedger();
        });
    }

    void lookBesideLedger()
    {
        auto key = ledger::readAuditSecret(ledger::auditKeyFileOf(m_setup.ledgerFile));
        if (!key)
            return finish(tl::unexpected(key.error()));
        finish(FoundKey{*std::move(key), Where::BesideLedger});
    }

    void found(SecretString key, Where where, const std::string &source)
    {
        // People restore keys with an editor, which ends lines.
        if (key.reveal().ends_with('\n'))
            key = SecretString(key.reveal().substr(0, key.reveal().size() - 1));
        if (const auto usable = checkKey(key, source); !usable)
            return finish(tl::unexpected(usable.error()));
        finish(FoundKey{std::move(key), where});
    }

    SecretSetup m_setup;
    secrets::CredentialSecretStore m_credentials;
    StoreChoice m_choice;
    std::unique_ptr<ports::SecretStore> m_store;
    std::unique_ptr<ports::SecretStore> m_other; // the first one is at work when this begins
};

class Opening : public Steps<SecretString> {
public:
    enum class For { Start, LostKey };
    Opening(SecretSetup setup, For what, Callback<SecretString> done)
        : Steps(std::move(done)), m_setup(std::move(setup)), m_for(what), m_credentials(m_setup.credentials)
    {
    }

private:
    using Where = FoundKey::Where;
    const std::string &dataFolder() const { return m_setup.choosing.places.dataFolder; }
    std::string oldFile() const { return ledger::auditKeyFileOf(m_setup.ledgerFile); }

    void begin() override
    {
        if (m_for == For::LostKey && !trailIsBegun(m_setup.ledgerFile))
            return finish(fail(ErrorCode::NotFound,
                               "there is no audit trail in " + dataFolder() + " yet; the first start makes its key"));
        // A service that brings its key needs no store, and no keyring is asked.
        m_step = m_credentials.read(kAuditKey, [this](const Result<SecretString> &read) {
            if (!read && read.error().code == ErrorCode::NotFound)
                return choose();
            search();
        });
    }

    void choose()
    {
        auto lock = secrets::lockStores(dataFolder());
        if (!lock)
            return finish(tl::unexpected(lock.error()));
        m_lock = *std::move(lock);
        m_step = secrets::chooseStore(m_setup.choosing, [this](const Result<StoreChoice> &chosen) {
            if (!chosen)
                return finish(tl::unexpected(chosen.error()));
            m_choice = *chosen;
            m_store = secrets::makeStore(m_setup.choosing.places, m_choice.kind, m_choice.folderId);
            search();
        });
    }

    void search()
    {
        m_step = findAuditKey(m_setup, [this](Result<FoundKey> found) {
            if (!found && found.error().code == ErrorCode::NotFound)
                return make();
            if (!found)
                return finish(tl::unexpected(found.error()));
            if (m_for == For::LostKey)
                return finish(fail(ErrorCode::InvalidState, "the key of the audit trail of " + dataFolder() +
                                                                " is not lost (gloveboxctl secret-store status says "
                                                                "where it is)"));
            if (found->where == Where::Credential)
                return useCredential(std::move(found->key));
            if (found->where != Where::Store)
                return keep(std::move(found->key));
            m_key = std::move(found->key);
            settle();
        });
    }

    /// A key that somebody sets up for a trail that was begun with another one would wound it at once and for ever.
    void useCredential(SecretString key)
    {
        const auto usable = ledger::AuditKey::fromHex(key);
        const bool other =
            usable && ledger::readAuditHead(ledger::auditHeadFileOf(m_setup.ledgerFile), *usable).state ==
                          ledger::FoundHead::State::OtherKey;
        if (other)
            return finish(fail(ErrorCode::InvalidState,
                               "the credential glovebox.audit-key is not the key that the audit trail of " +
                                   dataFolder() +
                                   " was made with; give the service that one (gloveboxctl secret-store status says "
                                   "where it is)"));
        finish(std::move(key));
    }

    void make()
    {
        if (m_for == For::Start)
            if (const auto may = auditKeyMayBeMade(m_setup); !may)
                return finish(tl::unexpected(may.error()));
        keep(ledger::newAuditSecret());
    }

    void keep(SecretString key)
    {
        if (!m_store) // the credential went while we looked
            return finish(fail(ErrorCode::NotFound, "the credential glovebox.audit-key is gone"));
        m_key = std::move(key);
        m_step = m_store->write(kAuditKey, m_key, [this](const Result<> &written) {
            if (!written)
                return finish(tl::unexpected(secrets::explained(m_choice.kind, written.error())));
            m_step = m_store->read(kAuditKey, [this](const Result<SecretString> &read) {
                if (!read)
                    return finish(tl::unexpected(secrets::explained(m_choice.kind, read.error())));
                if (!equalInConstantTime(read->reveal(), m_key.reveal()))
                    return finish(fail(ErrorCode::InvalidState, std::string("secrets: ") + word(m_choice.kind) +
                                                                    " gives back another key than it was given"));
                settle();
            });
        });
    }

    /// The key is in its store: what there is of it beside the ledger goes, unless it is another one.
    void settle()
    {
        const auto old = ledger::readAuditSecret(oldFile());
        if (!old && old.error().code != ErrorCode::NotFound)
            return finish(tl::unexpected(old.error()));
        if (old && !equalInConstantTime(old->reveal(), m_key.reveal()))
            return finish(fail(ErrorCode::InvalidState, "there are two keys of the audit trail: " + oldFile() +
                                                            " and another in the store of secrets (" +
                                                            word(m_choice.kind) +
                                                            "); move away the one that the trail was not made with"));
        if (old)
            if (const auto removed = ledger::removeAuditKeyFile(oldFile()); !removed)
                return finish(tl::unexpected(removed.error()));
        if (old)
            qCInfo(lcHostSecrets, "the audit trail's key is in the store of secrets now (%s)", word(m_choice.kind));
        if (!m_choice.otherToo)
            return finish(std::move(m_key));
        m_step = secrets::removeCopies(removal(), [this](const Result<> &removed) {
            if (!removed)
                qCWarning(lcHostSecrets, "copies of secrets that a move left are still there: %s",
                          describe(removed.error()).c_str());
            finish(std::move(m_key));
        });
    }

    secrets::MoveOptions removal()
    {
        return {.dataFolder = dataFolder(),
                .from = m_choice,
                .to = m_choice.kind,
                .store = [places = m_setup.choosing.places, id = m_choice.folderId](StoreKind kind) {
                    return secrets::makeStore(places, kind, id);
                }};
    }

    SecretSetup m_setup;
    For m_for;
    secrets::CredentialSecretStore m_credentials;
    std::unique_ptr<secrets::FileLock> m_lock;
    StoreChoice m_choice;
    std::unique_ptr<ports::SecretStore> m_store;
    SecretString m_key;
};

class Moving : public Steps<secrets::MoveReport> {
public:
    Moving(SecretSetup setup, StoreKind to, Callback<secrets::MoveReport> done)
        : Steps(std::move(done)), m_setup(std::move(setup)), m_to(to)
    {
    }

private:
    void begin() override
    {
        const auto &places = m_setup.choosing.places;
        auto lock = secrets::lockStores(places.dataFolder);
        if (!lock)
            return finish(tl::unexpected(lock.error()));
        m_lock = *std::move(lock);
        auto choice = secrets::readChoice(places.dataFolder);
        if (!choice)
            return finish(tl::unexpected(choice.error()));
        if (!*choice)
            return finish(fail(ErrorCode::NotFound, "no secrets of " + places.dataFolder +
                                                        " are in a store yet; the first start chooses one, "
                                                        "--secret-store says which"));
        const auto id = (*choice)->folderId;
        m_step = secrets::moveSecrets({.dataFolder = places.dataFolder,
                                       .from = **choice,
                                       .to = m_to,
                                       .store =
                                           [places, id](StoreKind kind) {
                                               return secrets::makeStore(places, kind, id);
                                           }},
                                      [this](Result<secrets::MoveReport> moved) { finish(std::move(moved)); });
    }

    SecretSetup m_setup;
    StoreKind m_to;
    std::unique_ptr<secrets::FileLock> m_lock;
};

} // namespace

SecretSetup secretSetup(const std::string &dataFolder)
{
    return {.choosing = {.places = {.dataFolder = dataFolder}},
            .ledgerFile = dataFolder + "/ledger.db",
            .credentials = secrets::CredentialSecretStore::folderOfProcess()};
}

Call findAuditKey(SecretSetup setup, Callback<FoundKey> done)
{
    return (new Search(std::move(setup), std::move(done)))->start();
}

Call openAuditKey(SecretSetup setup, Callback<SecretString> done)
{
    return (new Opening(std::move(setup), Opening::For::Start, std::move(done)))->start();
}

Result<> auditKeyMayBeMade(const SecretSetup &setup)
{
    if (!trailIsBegun(setup.ledgerFile))
        return {};
    const auto &dataFolder = setup.choosing.places.dataFolder;
    const auto choice = secrets::readChoice(dataFolder);
    const std::string store = choice && *choice ? std::string(" (") + word((*choice)->kind) + ')' : std::string();
    return fail(ErrorCode::InvalidState,
                "the key that the audit trail of " + dataFolder + " was made with is not in the store of secrets" +
                    store +
                    ", and with another one the trail would never verify as whole again; bring it back, from a backup, "
                    "the keyring or the host that the folder was copied from, and when it is lost for good: "
                    "gloveboxctl secret-store new-audit-key");
}

Call replaceLostAuditKey(SecretSetup setup, Callback<SecretString> done)
{
    return (new Opening(std::move(setup), Opening::For::LostKey, std::move(done)))->start();
}

Call moveAllSecrets(SecretSetup setup, StoreKind to, Callback<secrets::MoveReport> done)
{
    return (new Moving(std::move(setup), to, std::move(done)))->start();
}

} // namespace glovebox::compose
