#include "app/compose/secret_status.h"

#include "core/secrets/keyring_secret_store.h"
#include "core/secrets/steps.h"

namespace glovebox::compose {

namespace {

using secrets::StoreKind;
using secrets::StoreWish;

class Examination : public secrets::Steps<SecretStatus> {
public:
    Examination(SecretSetup setup, Callback<SecretStatus> done) : Steps(std::move(done)), m_setup(std::move(setup)) {}

private:
    using Where = FoundKey::Where;
    const secrets::StorePlaces &places() const { return m_setup.choosing.places; }

    void begin() override
    {
        auto choice = secrets::readChoice(places().dataFolder);
        if (!choice)
            return bad(choice.error());
        m_choice = *choice;
        if (m_choice)
            m_status.store = word(m_choice->kind);
        m_step = findAuditKey(m_setup, [this](const Result<FoundKey> &found) {
            if (found)
                return describe(found->where);
            if (found.error().code != ErrorCode::NotFound)
                return bad(found.error());
            if (const auto may = auditKeyMayBeMade(m_setup); !may)
                return bad(may.error());
            if (m_choice)
                return chosen(placeInWords() + "; there is no key of an audit trail in it yet");
            expect("none is chosen yet; the first start takes ");
        });
    }

    void describe(Where where)
    {
        if (where == Where::Credential) {
            m_status.store = "credential";
            m_status.found = "the audit trail's key is a credential of this service (glovebox.audit-key)";
            return finish(m_status);
        }
        if (where == Where::BesideLedger && !m_choice)
            return expect("audit.key beside the ledger, as an earlier Glovebox left it; the next start takes it into ");
        chosen(placeInWords() + "; the audit trail's key is " + (where == Where::Store ? "in it" : "still elsewhere"));
    }

    std::string placeInWords() const
    {
        return m_choice->kind == StoreKind::Keyring ? "the keyring, which answers"
                                                    : "files in " + secrets::secretFolderOf(places().dataFolder);
    }

    void chosen(const std::string &found)
    {
        m_status.found = found;
        if (m_choice->otherToo) {
            m_status.found += "; a move was cut short, so the other store may hold copies";
            m_status.advice = std::string("gloveboxctl secret-store move --to ") + word(m_choice->kind);
        }
        const auto wish = m_setup.choosing.wish;
        const auto kind = wish == StoreWish::Keyring ? StoreKind::Keyring : StoreKind::File;
        if (wish != StoreWish::Auto && kind != m_choice->kind) {
            m_status.advice = std::string("gloveboxctl secret-store move --to ") + word(kind);
            return bad({ErrorCode::InvalidState, m_status.found + "; --secret-store says " + word(kind)});
        }
        finish(m_status);
    }

    /// What a first start would take.
    void expect(const std::string &before)
    {
        m_status.found = before;
        if (m_setup.choosing.wish == StoreWish::File)
            return expected("files", {});
        m_keyring = std::make_unique<secrets::KeyringSecretStore>(
            secrets::KeyringSecretStore::Options{.program = places().keyringProgram,
                                                 .folderId = secrets::newFolderId(),
                                                 .deadline = places().keyringDeadline});
        m_step = m_keyring->look([this](const Result<> &looked) {
            if (looked)
                return expected("the keyring, which answers", {});
            if (m_setup.choosing.wish == StoreWish::Keyring)
                return bad(inContext("--secret-store keyring", looked.error()));
            expected("files", looked.error().detail);
        });
    }

    void expected(const std::string &store, const std::string &why)
    {
        m_status.found += store + (why.empty() ? "" : " (the keyring: " + why + ')');
        finish(m_status);
    }

    void bad(const Error &error)
    {
        m_status.problem = error;
        m_status.found = error.detail;
        finish(m_status);
    }

    SecretSetup m_setup;
    std::optional<secrets::StoreChoice> m_choice;
    std::unique_ptr<secrets::KeyringSecretStore> m_keyring;
    SecretStatus m_status;
};

} // namespace

Call secretStatus(SecretSetup setup, Callback<SecretStatus> done)
{
    return (new Examination(std::move(setup), std::move(done)))->start();
}

} // namespace glovebox::compose
