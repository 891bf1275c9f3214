// Role: what all parts of the sample engine stand on: the world, what is to come, chance, and the ways out: what is
// told to the window, what the audit trail and the log say. Thread: the sample engine's. Invariants: the world is what
// was told last, whether or not the window has heard it yet (SampleOptions::delay holds back what is told, not what
// happens).
#pragma once

#include "app/sample/agenda.h"
#include "app/sample/chance.h"
#include "app/sample/sample_options.h"
#include "app/sample/sample_world.h"
#include "core/api/engine_control.h"
#include "core/ports/ledger.h"

#include <string>

namespace glovebox::sample {

/// Where all that happens goes to. Nothing of it answers.
struct SampleOutlets {
    api::Observer observer;
    std::function<void(const std::string &sandbox, std::string_view bytes)>
        console{}; // what guests print; may be empty
    /// How a template's text is read: its format is of a folder that this one does not know.
    std::function<Result<domain::TemplateDefinition>(const std::string &text)> readTemplate{};
};

/// What an entry of the audit trail says beside who, what and when.
struct Happened {
    domain::AuditOutcome outcome = domain::AuditOutcome::Done;
    std::string reason{};
    std::string before{};
    std::string after{};
    std::string session{};
};

class Stage {
public:
    Stage(const SampleOptions &options, WallTime now, SampleOutlets outlets, ports::Ledger &ledger);

    const SampleOptions options;
    Agenda agenda;
    Chance chance;
    SampleWorld world;
    ports::Ledger &ledger;

    WallTime now() const { return agenda.now(); }
    bool has(Fault fault) const { return options.has(fault); }

    /// What there is at the beginning: as it is, and at once.
    void begin(api::Change change);
    /// Newer than all before. The change is in the world from here on.
    void tell(api::Change change);
    /// To whoever asked: never held back.
    void answer(api::HistoryReport report) { send(std::move(report)); }
    /// `wait` later, unless the thing is not there any more: `key` is looked up in `views`, and `then` gets a copy.
    template <class Key, class View>
    void later(std::chrono::milliseconds wait, const std::map<Key, View> &views, const Key &key,
               std::function<void(View)> then)
    {
        agenda.after(wait, [&views, key, then = std::move(then)] {
            if (const auto found = views.find(key); found != views.end())
                then(found->second);
        });
    }

    /// By who has asked for it at the moment: whoever came through the door, or the engine itself.
    domain::AuditActor actor() const
    {
        return m_asking > 0 ? domain::AuditActor::Operator : domain::AuditActor::Engine;
    }
    void audit(const std::string &action, const std::string &object, Happened what = {});
    void audit(domain::AuditActor actor, const std::string &action, const std::string &object, Happened what = {});
    void log(LogLevel level, const std::string &source, const std::string &text);
    void print(const domain::SandboxId &sandbox, std::string_view bytes);
    /// The operator, as long as `this` is there; the engine otherwise.
    class Asking {
    public:
        explicit Asking(Stage &stage) : m_stage(stage) { ++stage.m_asking; }
        ~Asking() { --m_stage.m_asking; }
        Asking(const Asking &) = delete;
        Asking &operator=(const Asking &) = delete;

    private:
        Stage &m_stage;
    };

    Result<domain::TemplateDefinition> readTemplate(const std::string &text) const
    {
        return m_outlets.readTemplate(text);
    }
    /// "sbx-7k2m4p": an id that is not taken.
    std::string newId(const char *prefix, std::size_t signs = 6);

private:
    void send(api::Change change);

    SampleOutlets m_outlets;
    std::uint64_t m_generation = 1'000; // above all that the sample begins with
    int m_asking = 0;
};

} // namespace glovebox::sample
