// Role: the engine's end of the supervisor: finds it or starts it, asks and is answered, hears its children's output
// and ends. Thread: the engine's; waits for nothing but in endNow(), for what is being killed. Invariants: a question
// is answered once or, when the connection is lost, failed; every wait has a deadline. Callbacks and handlers may
// destroy the client. When the client goes, so does the connection: each child then does what its `Alone` says.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/qemu/supervisor/messages.h"
#include "core/qemu/supervisor/packet_socket.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::qemu::supervisor {

struct ClientOptions {
    std::string folder;                            // the runtime folder; absolute, private
    std::string program;                           // glovebox-supervisor, absolute
    std::optional<std::chrono::milliseconds> idle; // of a supervisor that is started; empty: its own default
    /// From nothing to a greeting: starting the program takes some ten milliseconds, seconds on a starved host.
    std::chrono::milliseconds openTime{10'000};
    std::chrono::milliseconds answerTime{10'000};
    bool endsWithUs = false; // when the client goes and no child is left, the supervisor does not wait for another
};

/// Beside the program itself, whose folder is `programFolder`, or where a build has it. HostToolMissing otherwise.
Result<std::string> findSupervisorProgram(const std::string &programFolder);

/// A descriptor for a child, and the number that it has there.
struct PassedDescriptor {
    UniqueFd descriptor;
    int target = -1;
};

/// What is heard of one child.
struct ChildWatch {
    std::function<void(const Output &)> output;
    std::function<void(const ChildEnd &)> ended; // once, last; everything of it is gone
    std::function<void(const Error &)> lost;     // once, last: the supervisor is gone
};

class SupervisorClient : public QObject {
public:
    explicit SupervisorClient(ClientOptions options);
    ~SupervisorClient() override;

    /// Connects; starts a supervisor when there is none. At once when it is connected. Unsupported, with what to do,
    /// when the one that is there has children and is of another version.
    Call open(Callback<Welcome> done);
    bool isOpen() const { return m_state == State::Open; }
    /// The connection was lost after it was open. Called last, after the watches.
    void onLost(std::function<void(Error)> lost) { m_lost = std::move(lost); }

    /// Letting go of the Call ends what was started. `spawn.targets` is filled in here.
    Call spawn(Spawn spawn, std::vector<PassedDescriptor> descriptors, Callback<Spawned> done);
    /// All children, also those that ended and were not forgotten: for taking them over.
    Call list(Callback<std::vector<ChildInfo>> done);
    /// grace 0: at once. The whole process group.
    Call kill(std::uint64_t id, std::chrono::milliseconds grace, Callback<> done);
    Call setAlone(std::uint64_t id, Alone alone, Callback<> done);
    Call read(std::uint64_t id, Stream stream, std::uint64_t from, Callback<Output> done);
    /// An ended child's record is no longer needed.
    Call forget(std::uint64_t id, Callback<> done);
    void watch(std::uint64_t id, ChildWatch watch);
    void unwatch(std::uint64_t id) { m_watches.erase(id); }

    /// Keeps a descriptor, such as a template's memory, for whoever connects later; as long as the supervisor lives.
    Call keep(const std::string &name, UniqueFd descriptor, Callback<> done);
    Call take(const std::string &name, Callback<UniqueFd> done);
    Call drop(const std::string &name, Callback<> done);
    Call listKept(Callback<std::vector<KeptInfo>> done);

    // ---- For SupervisedProcess ------------------------------------------------------------------------------------
    /// The number of the question asked last.
    std::uint64_t lastNumber() const { return m_nextNumber - 1; }
    /// Waits for the answer to a spawn. Empty: it failed, or none came.
    std::optional<Spawned> awaitSpawn(std::uint64_t number);
    /// Kills a child, waits until the supervisor says that everything of it is gone, and forgets it.
    bool endNow(std::uint64_t id);

private:
    enum class State { Closed, Opening, Open };
    struct Arrived {
        Message message;
        std::vector<UniqueFd> descriptors;
    };
    using Answered = std::function<void(Result<Arrived>)>;
    struct Pending {
        Answered done;     // empty: nobody waits any more
        Answered unwanted; // what to do with an answer that nobody waits for
        MonoTime deadline;
    };
    template <class Value>
    struct Listing;

    // client.cpp
    Call ask(Body body, std::vector<UniqueFd> descriptors, Answered done, Answered unwanted = {});
    void forgetAsking(std::uint64_t number);
    void tell(Body body);
    void listChildren(const std::shared_ptr<Listing<ChildInfo>> &listing, std::uint64_t after);
    void listDescriptors(const std::shared_ptr<Listing<KeptInfo>> &listing, const std::string &after);

    // client_connection.cpp
    void tryOpen();
    void tryAgain(Error why);
    void startProgram();
    void connected(UniqueFd socket);
    void openEnded(Result<Welcome> result);
    void send(Packet packet);
    void flush();
    bool receive();
    void deliver();
    void take(Arrived arrived);
    void takeGreeting(const Message &message);
    void takeAnswer(Arrived arrived);
    void checkDeadlines();
    bool await(const std::function<bool(const Message &)> &wanted);
    void disconnectFromIt();
    void lose(Error error);

    ClientOptions m_options;
    State m_state = State::Closed;
    Welcome m_welcome;
    UniqueFd m_socket;
    std::unique_ptr<QSocketNotifier> m_readable;
    std::unique_ptr<QSocketNotifier> m_writable;
    std::deque<Packet> m_outbox;
    std::deque<Arrived> m_inbox;
    std::optional<Error> m_broken; // told once what arrived before it is delivered
    std::map<std::uint64_t, Pending> m_pending;
    std::map<std::uint64_t, Callback<Welcome>> m_openers;
    std::uint64_t m_nextNumber = 1;
    std::map<std::uint64_t, ChildWatch> m_watches;
    std::function<void(Error)> m_lost;
    MonoTime m_openBy;
    QTimer m_retry;
    QTimer m_deadlines;
    Call m_starting;
};

} // namespace glovebox::qemu::supervisor
