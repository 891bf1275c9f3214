// Role: the SecretStore port on the desktop's keyring (Secret Service: GNOME's, and KWallet's by the same door),
// through glovebox-keyring, a program that asks one question and ends. Thread: as the port says. Invariants: each
// question has a deadline, and what would wait for longer, such as a prompt, ends with it; nobody is asked for a
// password. A value is never in an argument, an environment or a file on disk.
#pragma once

#include "core/ports/secret_store.h"

#include <chrono>
#include <vector>

namespace glovebox::secrets {

/// Beside our own programs. HostToolMissing: the installation is incomplete.
Result<std::string> findKeyringProgram(const std::string &programFolder);

class KeyringSecretStore final : public ports::SecretStore {
public:
    struct Options {
        std::string program; // glovebox-keyring, absolute; empty: where it lies beside this program
        /// Whose secrets: of one user there may be several data folders. A safe token.
        std::string folderId;
        std::chrono::milliseconds deadline{5000};
    };
    explicit KeyringSecretStore(Options options) : m_options(std::move(options)) {}

    Call read(const std::string &name, Callback<SecretString> done) override;
    Call write(const std::string &name, const SecretString &value, Callback<> done) override;
    Call remove(const std::string &name, Callback<> done) override;
    /// Whether it answers and is unlocked: InvalidState otherwise, which says why.
    Call look(Callback<> done);

private:
    Call ask(std::vector<std::string> words, const SecretString *value, Callback<SecretString> done);
    std::vector<std::string> question(const char *what, const std::string &name) const;

    Options m_options;
};

} // namespace glovebox::secrets
