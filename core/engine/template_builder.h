// Role: one build of a template: a machine is started from what it is made from, or from what an earlier build's step
// left; the steps run in it; each that does something leaves a snapshot for the next build; the last snapshot, read
// again and found whole, is the template. Thread: the engine's.
// Invariants: destruction ends the machine and leaves nothing but the snapshots that were told of by `kept`, and
// unfinished(); `done` comes once, not from inside a call, and may destroy the builder.
#pragma once

#include "core/api/template_views.h"
#include "core/domain/template_definition.h"
#include "core/engine/egress_book.h"
#include "core/engine/file_copy.h"
#include "core/engine/ready_wait.h"
#include "core/ports/clock.h"
#include "core/ports/guest_link.h"
#include "core/ports/host_files.h"
#include "core/ports/hypervisor.h"
#include "core/ports/template_store.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::engine {

/// What a build begins with.
struct TemplateStart {
    ports::MachineSpec spec;    // `base` or `from`, and what goes with it; its name is the builder's
    domain::SandboxImage image; // and how its programs run
    std::string key;            // changes when any of it does: the image, the size, the acceleration
};

/// Room on the host for a build's machine, for as long as the answer is held; InvalidState: what it has to wait for.
using BuildRoom = std::function<Result<std::shared_ptr<void>>(const domain::MachineSize &)>;

class TemplateBuilder {
public:
    struct Parts {
        ports::Clock &clock;
        ports::Hypervisor &hypervisor;
        ports::GuestConnector &connector;
        ports::HostFiles &files;
        EgressBook *egress = nullptr; // none: nothing leaves it
        BuildRoom room = nullptr;     // none: there always is
    };
    struct Order {
        domain::TemplateDefinition definition;
        std::string folder;  // that copy steps are relative to
        std::string baseKey; // empty: obtain() tells
        std::function<Call(Callback<TemplateStart>)> obtain;
        std::function<std::optional<ports::StoredStep>(const std::string &key)> cached; // empty: each step is run
    };
    struct Built {
        ports::SnapshotFacts facts;
        std::string baseKey;
        int cached = 0;
    };
    struct Handlers {
        std::function<void(std::vector<std::string> keys)> planned; // of all its steps
        std::function<void(int step, std::string text)> step;
        std::function<void(std::vector<int> steps)> cached;
        std::function<void(api::BuildLine)> line;
        std::function<void(ports::StoredStep)> kept;
        std::function<void(const std::string &key)> lost; // what was kept under it does not load
        Callback<Built> done;
    };

    TemplateBuilder(Parts parts, Order order, Handlers handlers);
    ~TemplateBuilder();

    void begin();
    /// The profiles are others than before.
    void obeyEgressAnew();
    /// Written, but not found whole yet.
    const std::optional<domain::SnapshotId> &unfinished() const { return m_unfinished; }

private:
    /// As tools run in a sandbox of the built-in image.
    static constexpr const char *kSessionUser = "1000:1000";

    struct Copy { // of a copy step
        std::string root;
        std::vector<ports::TreeEntry> entries;
    };
    using Ended = std::function<void(const ports::ExecEnd &)>;

    // What it begins with (template_builder.cpp)
    void survey(std::size_t from);
    void obtain();
    void obtained(Result<TemplateStart> start);
    void plan();
    void beginFrom(std::size_t steps);
    void beginWith(domain::SandboxImage image, std::size_t steps);
    void startMachine(ports::MachineSpec spec);
    void awaitRoom(ports::MachineSpec spec);
    void followEgress(const ports::Machine *machine);
    void machineUp(Result<std::unique_ptr<ports::Machine>> machine);
    void greeted(Result<ports::GreetedGuest> guest);
    // Its steps (template_builder_steps.cpp)
    void next();
    void perform(const domain::RunStep &step);
    void perform(const domain::EnvStep &step);
    void perform(const domain::WorkdirStep &step);
    void perform(const domain::UserStep &step);
    void perform(const domain::CopyStep &step);
    /// Printed, and answered with how it ended.
    void run(const domain::CommandLine &command, std::chrono::milliseconds timeout, const Ended &ended);
    void keepStep();
    void stepDone();
    void setUp(const domain::TemplateStep &step);
    std::optional<ports::GuestSetup> finalSetup() const;
    void addStartCommand(domain::SandboxImage &image) const;
    void tell(ports::GuestSetup setup, std::function<void()> then);
    void flush(std::function<void()> then);
    std::string whereWeAre() const;
    // Its end (template_builder_end.cpp)
    void finish();
    void becomeReady();
    void startCommand();
    void warm();
    void freeze();
    void frozen(Result<std::shared_ptr<const ports::Snapshot>> taken);
    void verify(const ports::SnapshotFacts &facts);

    domain::SnapshotOrigin originOf(domain::SnapshotKind kind) const;
    ports::ExecRequest requestOf(const domain::CommandLine &command, std::chrono::milliseconds timeout) const;
    void soon(std::function<void()> then);
    void say(std::string text);
    void print(ports::ExecStream stream, std::string text);
    void show(const std::string &text);
    int number() const;
    void failed(const Error &why);
    void over(Result<Built> result);

    Parts m_parts;
    Order m_order;
    Handlers m_handlers;
    domain::SandboxId m_machineName;
    std::optional<TemplateStart> m_start;
    domain::SandboxImage m_image;            // that it is made of, with the setup that it begins with
    ports::GuestSetup m_setup;               // of steps, now
    std::optional<ports::GuestSetup> m_told; // the guest's agent
    std::map<std::size_t, Copy> m_copies;    // by step
    std::vector<std::string> m_keys;         // by step
    std::size_t m_step = 0;                  // that is next, or under way
    int m_cached = 0;
    std::optional<domain::SnapshotId> m_unfinished;
    bool m_over = false;

    std::string m_waitsFor;
    std::shared_ptr<void> m_room; // goes after the machine
    std::unique_ptr<ports::Machine> m_machine;
    std::unique_ptr<ports::GuestLink> m_link;
    domain::EgressGrant m_grant; // by the profile of the build
    EgressTie m_egress;
    LiveCommand m_command;
    LiveCommand m_service; // the start command, until it is ready
    std::unique_ptr<FileCopy> m_copy;
    std::unique_ptr<ReadyWait> m_wait;
    Call m_call;
    Call m_watching; // m_service
    Call m_soon;
    Call m_ending;
};

} // namespace glovebox::engine
