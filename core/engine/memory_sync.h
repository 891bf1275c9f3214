// Role: one memory store in one sandbox (reference 5.3 to 5.6): its folder is made and filled, kept in step with the
// store, and taken away. Thread: the engine's.
//
// Invariants
// - One operation at a time: each begins when the one before has answered, or after stop().
// - The baseline is what both sides were last known to agree on; it changes only after a write was confirmed.
// - Nothing is deleted in the store, nor overwritten in the sandbox, on the word of a listing that is not whole.
// - After mount() nothing here is an error for the item: it is a warning, and is tried again.
#pragma once

#include "core/api/engine_control.h"
#include "core/base/secret.h"
#include "core/engine/lanes.h"
#include "core/engine/memory_listing.h"
#include "core/engine/memory_plan.h"
#include "core/ports/clock.h"

#include <memory>
#include <set>

namespace glovebox::engine {

/// What is known of a store's folder in a session's sandbox. It outlives the item, as the folder may when its teardown
/// could not run (docs/decisions/0014).
struct MemoryMemo {
    struct Known {
        std::string sha256;
        std::string id;
    };
    std::map<std::string, Known> baseline;                  // by path
    std::map<std::string, std::set<std::string>> unsettled; // hashes of uploads that may have arrived, by path
    std::set<std::string> deleting;                         // deletions that may have arrived
    std::map<std::string, std::string> refused;             // what the store does not take: path, hash
};

class MemorySync {
public:
    struct Parts {
        ports::MemoryStores &stores;
        ports::Clock &clock;
        api::MemoryDeletions deletions = api::MemoryDeletions::Enabled;
        std::function<void(std::string)> warn; // one sentence
        std::function<void()> changed;         // view() has
    };

    MemorySync(Parts parts, domain::MemoryAttachment attachment, std::string root, SecretString credential,
               std::shared_ptr<MemoryMemo> memo);

    /// Makes and fills the folder. An error: the store cannot be mounted. With `mayAdopt` a folder with our marker,
    /// left behind by an earlier item of this session, is synced instead.
    void mount(ports::GuestFiles &files, bool mayAdopt, Callback<> done);
    /// One sync; `last`: deletions do not wait, and what vanished is not fetched again.
    void sync(bool last, std::function<void()> done);
    /// Uploads what is new or changed, and nothing else.
    void flush(std::function<void()> done);
    /// Removes the folder if it is still ours; with `mayKeep`, not when it holds what the store has not got.
    void close(bool mayKeep, std::function<void()> done);
    /// Ends what is under way. What was sent may have arrived; the next listing tells.
    void stop();

    bool mounted() const { return m_mounted; }
    const std::string &root() const { return m_root; }
    api::MountedMemory view() const;

private:
    struct Upload {
        std::string path;
        std::string id; // empty: a new memory
        std::string expectedSha256;
    };
    struct Pull {
        std::string path;
        std::string id;
        MemoryAction why = MemoryAction::Pull;
    };
    struct Round {
        bool last = false;
        bool pushOnly = false;
        bool mounting = false; // what cannot be fetched ends it
        bool complete = true;  // nothing has to be tried again
        bool raced = false;    // an upload met an earlier one of ours, on its way until then
        bool second = false;   // a flush once more, because of that
        int deleted = 0;
        std::optional<Error> notFetched;
        MemoryScan local;
        std::map<std::string, ports::Memory> remote;
        std::set<std::string> unsure; // whether the store has it: left for the next sync
        std::vector<std::string> removals;
        std::vector<Upload> uploads;
        std::vector<Upload> taken; // new memories whose path was taken
        std::vector<std::string> deletions;
        std::vector<Pull> pulls;
        Callback<> done;
    };
    using Over = std::function<void()>;

    // Mounting.
    void folderMade(Result<> made);
    void fill();
    void writeMarker(Callback<> done);
    void download();
    void place(Lanes::Lane &lane, const ports::Memory &memory, const Over &over);
    void mountEnded(Result<> result);

    // A round: scan, list, plan, carry out.
    void begin(Round round);
    void scan(Callback<MemoryScan> done);
    void scanned(Result<MemoryScan> local);
    void makeAnew();
    void list();
    void listed(const Result<> &whole);
    void confirmGone();
    void settle();
    void plan();
    void planPath(const std::string &path, std::vector<std::string> &gone);
    void endRound(Result<> result);

    // Its steps, in their order.
    void removeLocal();
    void upload(bool again);
    void deleteRemote();
    void deleteChecked(const std::vector<std::string> &candidates, const Result<MemoryScan> &fresh);
    void uploadAgain();
    void pull();

    // Jobs of one file.
    void read(Lanes::Lane &lane, const std::string &path, Callback<std::string> done);
    void removeOne(Lanes::Lane &lane, const std::string &path, const Over &over);
    void uploadOne(Lanes::Lane &lane, const Upload &job, bool again, const Over &over);
    void send(Lanes::Lane &lane, const Upload &job, bool again, const std::shared_ptr<std::string> &content,
              const Over &over);
    void uploadFailed(const Upload &job, bool again, const std::string &sha256, const Error &why);
    void deleteOne(Lanes::Lane &lane, const std::string &path, const Over &over);
    void pullOne(Lanes::Lane &lane, const Pull &job, const Over &over);
    void writePulled(Lanes::Lane &lane, const Pull &job, const std::shared_ptr<ports::Memory> &memory, bool again,
                     const Over &over);
    void pulled(const Pull &job, const ports::Memory &memory, const Result<> &written);

    std::string guestPath(const std::string &path) const { return m_root + path; }
    void forgetAll();
    void unsettle(const std::string &path, const std::string &sha256);
    void tryLater(std::string why);
    void warn(std::string text);
    void warnOnce(std::string text);

    Parts m_parts;
    domain::MemoryAttachment m_attachment;
    std::string m_root;
    SecretString m_credential;
    std::shared_ptr<MemoryMemo> m_memo;
    ports::GuestFiles *m_files = nullptr;
    bool m_created = false; // the folder is ours to remove
    bool m_mounted = false;
    bool m_mayAdopt = false;
    bool m_unpushed = false;                // the folder may hold what the store has not got
    std::map<std::string, MonoTime> m_gone; // local deletions, since when
    std::set<std::string> m_warned;         // bounded
    std::string m_problem;                  // newest warning
    std::optional<WallTime> m_syncedAt;
    std::optional<Error> m_guestGone; // seen while filling the folder
    std::optional<Round> m_round;
    Callback<> m_mountDone;
    MemoryListing m_listing;
    Lanes m_lanes;
    Call m_call;
};

/// The content that a memory claims to have; ProtocolError when its hash says otherwise.
Result<std::string> checkedContent(const ports::Memory &memory);

} // namespace glovebox::engine
