// Role: one template as its keeper knows it. Only template_keeper*.cpp includes this.
#pragma once

#include "core/engine/template_keeper.h"

namespace glovebox::engine {

struct TemplateKeeper::Entry {
    domain::TemplateId id;
    OpenedImage image;
    domain::MachineSize size;
    domain::TemplateState state = domain::TemplateState::Building;
    std::string step;
    WallTime since;
    MonoTime began;
    std::optional<std::chrono::milliseconds> buildTime;
    std::optional<Error> problem;
    MonoTime notBefore;  // of Failed: the next try
    std::string steps;   // of its last build, with their times
    std::string console; // what its guest printed last
    std::string log;     // both, as it is shown
    std::optional<domain::IdleLadder> ladder;
    Call noting;

    std::unique_ptr<ports::Machine> machine; // of a build
    std::unique_ptr<ports::GuestLink> link;
    Call call;
    Call nextTurn;
    bool underWay = false;
    bool isOnDisk = false; // to be loaded, not built
    Shared made;

    struct Waiting {
        std::uint64_t ticket = 0;
        std::function<void(Shared)> done;
    };
    std::vector<Waiting> waiting;
    Call answering;
    std::uint64_t generation = 0;
};

} // namespace glovebox::engine
