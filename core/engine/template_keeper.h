// Role: the templates that sandboxes are cloned from, one for each image and size: a machine is booted, greeted, left
// alone and frozen when the first such sandbox is wanted, and kept while the engine runs. Whoever cannot be given one
// boots instead; that costs time, never a sandbox. One of an earlier run that is on disk is loaded instead of built.
// Thread: the engine's. Invariants: at most one build at a time, because a boot is the heaviest thing a host does for
// us; everyone who waits is answered once, never from inside obtain(); Building ⇔ a machine or a call of its build
// exists; Ready ⇔ the frozen template exists. All are of the acceleration that this run of the engine has.
#pragma once

#include "core/api/views.h"
#include "core/engine/opened_image.h"
#include "core/ports/clock.h"
#include "core/ports/guest_link.h"
#include "core/ports/hypervisor.h"

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace glovebox::engine {

class TemplateKeeper {
public:
    struct Parts {
        ports::Clock &clock;
        ports::Hypervisor &hypervisor;
        ports::GuestConnector &connector;
    };
    struct Setup {
        std::string builtIn; // the built-in image's key
        domain::Acceleration acceleration = domain::Acceleration::Emulated;
        bool mayBuild = true; // false: a boot for one sandbox alone would cost more than it saves
    };
    using Shared = std::shared_ptr<const ports::Template>;

    TemplateKeeper(Parts parts, std::function<void(api::Change)> observer);
    ~TemplateKeeper();

    /// Nothing is swept before the caller knows what stands on the old ones.
    void open(Setup setup);
    /// Builds end, templates are let go of; clones keep what they stand on. Whoever waits is not answered any more.
    void close();

    /// False: asking is in vain now.
    bool canBeHad(const OpenedImage &image, const domain::MachineSize &size) const;
    /// The template of this image and size, built first when there is none; nullptr when none is to be had now.
    Call obtain(const OpenedImage &image, const domain::MachineSize &size, std::function<void(Shared)> done);
    /// When it is there already.
    Shared ready(const OpenedImage &image, const domain::MachineSize &size) const;
    bool isReady(const domain::TemplateId &id) const;
    /// Those on disk whose image is old, or gone, are not used any more; they go when nothing stands on them.
    void outdate(const std::function<bool(const ports::GuestImage &)> &isOld);
    /// All that are there, being built, or on disk, with the id of their image.
    std::map<std::string, std::optional<domain::ImageId>> all() const;
    /// A clone of it did not come up. It is given up, and none is built for a while.
    void distrust(const Shared &base, const Error &why);
    /// Another one is built in its place; its own files go when nothing stands on them.
    bool rebuild(const domain::TemplateId &id);
    /// Its build is given up: whoever waits boots instead, and none is tried for a while unless it is asked for. False:
    /// it is not being built.
    bool giveUp(const domain::TemplateId &id, const Error &why);
    /// It and its files go. The caller knows that nothing stands on it.
    bool remove(const domain::TemplateId &id);
    /// Of its sandboxes to come; none: their environment's, or the engine's.
    std::optional<domain::IdleLadder> ladderOf(const OpenedImage &image, const domain::MachineSize &size) const;
    /// Kept with it on disk, and with what is built in its place. False: there is none.
    bool setLadder(const domain::TemplateId &id, std::optional<domain::IdleLadder> ladder);
    /// Old ones go for which nothing speaks any more.
    void sweep();
    /// Whether a sandbox stands on it. Its files stay as long: a snapshot of that sandbox needs them.
    void askWhetherNeeded(std::function<bool(const std::string &id)> isNeeded) { m_isNeeded = std::move(isNeeded); }
    /// A template has become ready, or has gone.
    void onChanged(std::function<void()> handler) { m_onChanged = std::move(handler); }

private:
    struct Entry;

    Entry *find(const OpenedImage &image, const domain::MachineSize &size) const;
    void buildNext();
    void build(Entry &entry);
    void load(Entry &entry);
    std::optional<ports::TemplateFacts> onDisk(const OpenedImage &image, const domain::MachineSize &size) const;
    Entry *atRest(const domain::TemplateId &id);
    void booted(Entry &entry, Result<std::unique_ptr<ports::Machine>> machine);
    void greeted(Entry &entry, Result<ports::GreetedGuest> guest);
    void freeze(Entry &entry);
    void frozen(Entry &entry, Result<Shared> made);
    void failed(Entry &entry, Error why);
    void answer(Entry &entry);
    void step(Entry &entry, std::string step);
    void note(Entry &entry, const std::string &line) const;
    void keepNotes(Entry &entry);
    void enter(Entry &entry, domain::TemplateEvent event, std::string step);
    void publish(Entry &entry);

    Parts m_parts;
    std::function<void(api::Change)> m_observer;
    std::function<void()> m_onChanged;
    std::function<bool(const std::string &)> m_isNeeded;
    std::optional<Setup> m_setup;
    std::list<std::unique_ptr<Entry>> m_entries; // in the order in which they were asked for
    std::uint64_t m_tickets = 0;
    std::vector<std::string> m_old; // given up, their files not gone yet
    std::map<std::string, Call> m_removing;
    std::map<std::string, Call> m_sweeping;
};

} // namespace glovebox::engine
