// Role: a template library over fakes with time in the test's hand. Thread: the test's.
#pragma once

#include "core/engine/template_library.h"
#include "core/images/template_file.h"
#include "tests/support/fake_sandboxes.h"
#include "tests/support/fake_template_store.h"
#include "tests/support/manual_clock.h"

#include <map>

namespace testsupport {

class TemplateRig {
public:
    TemplateRig()
    {
        hypervisor.canCloneAnswer = {};
        hypervisor.canSnapshotAnswer = {};
        guests.hypervisor = &hypervisor;
        known["base"] = "image-1";
        open();
    }
    ~TemplateRig() { library.reset(); }

    void open()
    {
        using namespace glovebox;
        views.clear();
        operations.clear();
        book = std::make_unique<engine::OperationsBook>(
            engine::OperationsBook::Parts{clock, [](const auto &) {},
                                          [this](const api::Change &change) {
                                              if (const auto *view = std::get_if<api::OperationView>(&change))
                                                  operations.insert_or_assign(view->operation.object, view->operation);
                                          }});
        library = std::make_unique<engine::TemplateLibrary>(engine::TemplateLibrary::Parts{
            .clock = clock,
            .hypervisor = hypervisor,
            .connector = guests,
            .room = [this](const domain::MachineSize &size) { return room ? room(size) : std::shared_ptr<void>(); },
            .store = store,
            .files = files,
            .operations = *book,
            .observer = [this](const api::Change &change) { take(change); },
            .parse = images::parseTemplate,
            .imageStart =
                [this](const std::string &image, const auto &size, Callback<engine::TemplateStart> done) {
                    ++obtained;
                    return clock.after(obtainTime, [this, image, size, done = std::move(done)] {
                        if (!known.contains(image))
                            return done(fail(ErrorCode::NotFound, "no image " + image));
                        ports::TemplateFacts facts{.id = "tpl-base", .size = size.value_or(domain::MachineSize{})};
                        done(engine::TemplateStart{.spec = {.sandbox = domain::SandboxId("any"),
                                                            .size = facts.size,
                                                            .image = {"k", "i", "r", known.at(image)},
                                                            .base = hypervisor.makeTemplate(facts)},
                                                   .image = {imageId, image, imageSetup},
                                                   .key = known.at(image)});
                    });
                },
            .imageKey = [this](const std::string &image, const auto &) -> std::optional<std::string> {
                const auto found = known.find(image);
                return found == known.end() ? std::nullopt : std::optional(found->second);
            },
            .sandboxesOn =
                [this](const std::string &name, int version) {
                    const auto found = sandboxes.find(name + '/' + std::to_string(version));
                    return found == sandboxes.end() ? 0 : found->second;
                },
            .warmOf =
                [this](const domain::SnapshotId &version) {
                    return warmOf ? warmOf(version) : 0;
                }});
        library->open(domain::Acceleration::Emulated);
    }
    /// The program dies and is started anew.
    void crashAndOpen()
    {
        library.reset();
        open();
        clock.advance(std::chrono::milliseconds(10));
    }

    glovebox::api::Verdict save(const std::string &text, const std::string &folder = "/defs")
    {
        return library->act(glovebox::api::SaveTemplate{text, folder});
    }
    glovebox::api::Verdict build(const std::string &name, bool fresh = false)
    {
        return library->act(glovebox::api::BuildTemplate{name, fresh});
    }
    /// Until it is over.
    void buildAndWait(const std::string &name, bool fresh = false)
    {
        if (build(name, fresh).kind != glovebox::api::Verdict::Kind::Accepted)
            qFatal("the build was denied");
        waitFor(name);
    }
    void waitFor(const std::string &name)
    {
        for (int i = 0; i < 10'000 && views.at(name).state == glovebox::api::DefinedTemplateState::Building; ++i)
            if (!clock.advanceToNext())
                break;
        clock.advance(std::chrono::milliseconds(500)); // what is removed is gone
    }
    /// What was run in guests, as one word a program, since the last look.
    std::vector<std::string> ran()
    {
        std::vector<std::string> all;
        for (const auto &[socket, request] : std::exchange(guests.executed, {}))
            all.push_back(request.arguments.back());
        return all;
    }
    int snapshotsOf(glovebox::domain::SnapshotKind kind)
    {
        return static_cast<int>(std::ranges::count_if(
            hypervisor.store().snapshotsOnDisk, [&](const auto &each) { return each.second.origin.kind == kind; }));
    }
    const glovebox::domain::Operation &operation(const std::string &name) { return operations.at("template/" + name); }

    ManualClock clock;
    FakeHypervisor hypervisor{clock};
    FakeGuests guests{clock};
    FakeTemplateStore store;
    FakeHostFiles files{clock};
    std::map<std::string, std::string> known; // what the engine has: name → key
    std::optional<glovebox::domain::ImageId> imageId = glovebox::domain::ImageId("img-1");
    std::optional<glovebox::ports::GuestSetup> imageSetup{{{{"PATH", "/bin"}}, "", ""}}; // none: the built-in's
    std::chrono::milliseconds obtainTime{0};
    int obtained = 0;
    std::map<std::string, int> sandboxes; // "tools/1"
    std::function<int(const glovebox::domain::SnapshotId &)> warmOf;
    glovebox::engine::BuildRoom room; // none: there always is
    std::map<std::string, glovebox::api::DefinedTemplateView> views;
    std::map<std::string, glovebox::domain::Operation> operations; // by object, the newest
    std::unique_ptr<glovebox::engine::OperationsBook> book;
    std::unique_ptr<glovebox::engine::TemplateLibrary> library;

private:
    void take(const glovebox::api::Change &change)
    {
        if (const auto *view = std::get_if<glovebox::api::DefinedTemplateView>(&change))
            views[view->definition.name] = *view;
        if (const auto *gone = std::get_if<glovebox::api::DefinedTemplateGone>(&change))
            views.erase(gone->name);
    }
};

} // namespace testsupport
