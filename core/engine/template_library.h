// Role: the templates that somebody defined: their definitions and versions, the one build that is under way and those
// that wait behind it, what builds' steps left for the next, and what new sandboxes of each are started from. Thread:
// the engine's.
// Invariants: Building ⇔ it waits for its build, or has the builder; a version is recorded only when its snapshot was
// read and found whole; what a start finds of builds without a record goes; nothing that a sandbox stands on is
// removed.
#pragma once

#include "core/api/engine_control.h"
#include "core/engine/operations_book.h"
#include "core/engine/template_builder.h"

#include <tl/expected.hpp>

#include <deque>
#include <list>
#include <memory>
#include <set>

namespace glovebox::engine {

class TemplateLibrary {
public:
    using Parsed = tl::expected<domain::TemplateDefinition, std::vector<domain::DefinitionMistake>>;
    struct Parts {
        ports::Clock &clock;
        ports::Hypervisor &hypervisor;
        ports::GuestConnector &connector;
        EgressBook *egress = nullptr; // none: nothing leaves a build
        BuildRoom room = nullptr;     // none: there always is
        ports::TemplateStore &store;
        ports::HostFiles &files;
        OperationsBook &operations;
        api::Observer observer;
        std::function<Parsed(std::string_view text)> parse;
        /// Something to start from, of an image. Size: none is the host's usual.
        std::function<Call(const std::string &image, const std::optional<domain::MachineSize> &,
                           Callback<TemplateStart>)>
            imageStart;
        /// The key that imageStart() would answer with; none: there is no such image, or it is not known yet.
        std::function<std::optional<std::string>(const std::string &image, const std::optional<domain::MachineSize> &)>
            imageKey;
        /// Sandboxes, alive or asleep, that stand on it; empty: none ever do.
        std::function<int(const std::string &name, int version)> sandboxesOn = nullptr;
        /// Clones of that version that wait for a session.
        std::function<int(const domain::SnapshotId &version)> warmOf = nullptr;
    };
    /// What new sandboxes are started from: FrozenStore::openSnapshot(), Hypervisor::spread(), and clones of that.
    struct Current {
        domain::SnapshotId snapshot;
        int version = 0;
        domain::MachineSize size;
        domain::SandboxImage image; // and how its programs run
        std::optional<domain::IdleLadder> ladder;
        int warm = 0;
        std::string runEgress;
        std::vector<std::string> runSecrets{};
        domain::CommandLine runner;
    };

    explicit TemplateLibrary(Parts parts);
    ~TemplateLibrary();

    /// Finds again what there is, and removes what builds that were cut off left.
    void open(domain::Acceleration acceleration);
    /// What is being built is given up.
    void close();
    api::Verdict act(const api::TemplateAction &action);
    /// Of the operation with that object; nothing: it is not one of ours.
    std::optional<api::Verdict> giveUp(const std::string &object);
    /// None: there is no such template, or no version of it that this host can start.
    std::optional<Current> current(const std::string &name) const;
    /// It is defined, whether it was built or not.
    bool isDefined(const std::string &name) const { return find(name) != nullptr; }
    /// Of all that have one, by name.
    std::vector<std::pair<std::string, Current>> allCurrent() const;
    /// Images, or sandboxes, are others than before.
    void refresh();
    /// Egress profiles are: for the build that is under way, at once.
    void obeyEgressAnew();
    /// A version has come, or gone, or is the current one now.
    void onChanged(std::function<void()> handler) { m_onChanged = std::move(handler); }

private:
    struct Entry;
    struct Doer;

    Entry *find(const std::string &name) const;
    // What is asked (template_library.cpp)
    api::Verdict save(const api::SaveTemplate &wanted);
    api::Verdict build(const api::BuildTemplate &wanted);
    api::Verdict cancel(const std::string &name);
    api::Verdict use(const api::UseTemplateVersion &wanted);
    api::Verdict remove(const api::DeleteTemplateVersion &wanted);
    api::Verdict forget(const api::ForgetTemplate &wanted);
    std::string circleOf(const domain::TemplateDefinition &definition) const;
    std::string whyNeeded(const std::string &name) const;
    // Builds (template_library_builds.cpp)
    void turn();
    void buildNext();
    void beginBuild(Entry &entry);
    TemplateBuilder::Order orderOf(Entry &entry);
    TemplateBuilder::Handlers handlersOf(Entry &entry);
    Call baseOf(const domain::TemplateDefinition &definition, Callback<TemplateStart> done);
    std::optional<std::string> baseKeyOf(const domain::TemplateDefinition &definition) const;
    void logged(Entry &entry, const api::BuildLine &line);
    void ended(Entry &entry, Result<TemplateBuilder::Built> built);
    Result<> addVersion(Entry &entry, const TemplateBuilder::Built &built);
    void leaveBuild(Entry &entry);
    // What steps left
    void keepStep(ports::StoredStep step);
    void dropStep(const std::string &key);
    void sweep();
    void writeSteps();
    void removeSnapshot(const domain::SnapshotId &id);
    void removeStrays();
    // How it is shown (template_library_view.cpp)
    api::DefinedTemplateState stateOf(const Entry &entry) const;
    std::string outdatedBecause(const Entry &entry) const;
    /// None: this host cannot start it.
    std::optional<ports::SnapshotFacts> factsOf(const ports::StoredVersion &version) const;
    void publish(Entry &entry);
    void publishSoon(Entry &entry);
    std::string operationOf(const std::string &name) const { return "template/" + name; }
    OperationsBook::Subject subjectOf(const std::string &name) const;
    void changed();

    Parts m_parts;
    std::function<void()> m_onChanged;
    domain::Acceleration m_acceleration = domain::Acceleration::Emulated;
    bool m_isOpen = false;
    bool m_allRead = false;                      // no record was there that does not read
    std::list<std::unique_ptr<Entry>> m_entries; // by name
    std::vector<ports::StoredStep> m_steps;      // longest unused first
    std::deque<std::string> m_waiting;           // names, for their build
    std::string m_building;                      // a name; empty: none
    std::map<std::string, Call> m_removing;      // snapshots
    std::uint64_t m_removals = 0;
    Call m_next;
};

} // namespace glovebox::engine
