#include "core/secrets/move.h"

#include "core/secrets/steps.h"

#include <vector>

namespace glovebox::secrets {

namespace {

class Removal : public Steps<void> {
public:
    Removal(MoveOptions options, Callback<> done) : Steps(std::move(done)), m_options(std::move(options)) {}

private:
    void begin() override
    {
        m_store = m_options.store(otherThan(m_options.from.kind));
        next(0);
    }

    void next(std::size_t index)
    {
        if (index == std::size(kSecretNames)) {
            m_options.from.otherToo = false;
            return finish(writeChoice(m_options.dataFolder, m_options.from));
        }
        m_step = m_store->remove(kSecretNames[index], [this, index](const Result<> &removed) {
            if (!removed)
                return finish(removed);
            next(index + 1);
        });
    }

    MoveOptions m_options;
    std::unique_ptr<ports::SecretStore> m_store;
};

class Move : public Steps<MoveReport> {
public:
    Move(MoveOptions options, Callback<MoveReport> done) : Steps(std::move(done)), m_options(std::move(options)) {}

private:
    void begin() override
    {
        m_choice = m_options.from;
        if (m_choice.kind == m_options.to)
            return m_choice.otherToo ? removeOld() : finish(m_report);
        m_source = m_options.store(m_choice.kind);
        m_target = m_options.store(m_options.to);
        // One that does not answer changes nothing.
        m_step = m_target->read(kSecretNames[0], [this](const Result<SecretString> &asked) {
            if (!asked && asked.error().code != ErrorCode::NotFound)
                return finish(tl::unexpected(inContext(std::string("asking the ") + word(m_options.to),
                                                       explained(m_options.to, asked.error()))));
            noteCopies();
        });
    }

    /// First that there may be copies, then copies.
    void noteCopies()
    {
        m_choice.otherToo = true;
        if (const auto noted = writeChoice(m_options.dataFolder, m_choice); !noted)
            return finish(tl::unexpected(noted.error()));
        copy(0);
    }

    void copy(std::size_t index)
    {
        if (index == std::size(kSecretNames))
            return switchOver();
        m_step = m_source->read(kSecretNames[index], [this, index](Result<SecretString> read) {
            if (!read && read.error().code == ErrorCode::NotFound)
                return copy(index + 1);
            if (!read)
                return giveUp(explained(m_choice.kind, read.error()));
            m_value = *std::move(read);
            m_step = m_target->write(kSecretNames[index], m_value, [this, index](const Result<> &written) {
                if (!written)
                    return giveUp(inContext(std::string("writing to the ") + word(m_options.to), written.error()));
                verify(index);
            });
        });
    }

    void verify(std::size_t index)
    {
        m_step = m_target->read(kSecretNames[index], [this, index](const Result<SecretString> &read) {
            if (!read)
                return giveUp(inContext(std::string("reading back from the ") + word(m_options.to), read.error()));
            if (read->reveal() != m_value.reveal())
                return giveUp({ErrorCode::InvalidState, std::string("the ") + word(m_options.to) +
                                                            " gives back another secret than it was given"});
            ++m_report.moved;
            copy(index + 1);
        });
    }

    void switchOver()
    {
        auto switched = m_choice;
        switched.kind = m_options.to;
        if (const auto written = writeChoice(m_options.dataFolder, switched); !written)
            return finish(tl::unexpected(written.error())); // which of the two is on disk is not known: both hold all
        m_choice = switched;
        removeOld();
    }

    void removeOld()
    {
        auto removal = m_options;
        removal.from = m_choice;
        m_step = removeCopies(std::move(removal), [this](const Result<> &removed) {
            if (!removed)
                m_report.leftBehind = removed.error();
            finish(m_report);
        });
    }

    /// The copies go again, as far as they can; else the next start or move takes them.
    void giveUp(Error error)
    {
        auto removal = m_options;
        removal.from = m_choice;
        m_step = removeCopies(std::move(removal),
                              [this, error = std::move(error)](const Result<> &) { finish(tl::unexpected(error)); });
    }

    MoveOptions m_options;
    StoreChoice m_choice;
    SecretString m_value;
    std::unique_ptr<ports::SecretStore> m_source;
    std::unique_ptr<ports::SecretStore> m_target;
    MoveReport m_report;
};

} // namespace

Call moveSecrets(MoveOptions options, Callback<MoveReport> done)
{
    return (new Move(std::move(options), std::move(done)))->start();
}

Call removeCopies(MoveOptions options, Callback<> done)
{
    return (new Removal(std::move(options), std::move(done)))->start();
}

} // namespace glovebox::secrets
