// Role: a build of an image in slow motion, for engine tests: it begins, tells what the test wants, and ends as the
// test says. Thread: the engine's.
#pragma once

#include "core/ports/image_builder.h"

#include <memory>
#include <optional>

namespace testsupport {

class FakeImageBuilder final : public glovebox::ports::ImageBuilder {
public:
    std::string name() const override { return "agent"; }
    std::string source() const override { return "the agent image's recipe"; }
    glovebox::Call build(bool anew, std::function<void(glovebox::ports::ImportProgress)> progress,
                         glovebox::Callback<glovebox::domain::Image> done) override
    {
        ++begun;
        wasAnew = anew;
        m_running = std::make_shared<Running>(Running{std::move(progress), std::move(done)});
        return glovebox::Call([this] {
            m_running.reset();
            ++cancelled;
        });
    }

    bool isRunning() const { return m_running != nullptr; }
    void tell(const glovebox::ports::ImportProgress &progress) { m_running->progress(progress); }
    void finish(glovebox::Result<glovebox::domain::Image> image)
    {
        const auto running = std::exchange(m_running, nullptr);
        running->done(std::move(image));
    }

    int begun = 0;
    int cancelled = 0;
    bool wasAnew = false;

private:
    struct Running {
        std::function<void(glovebox::ports::ImportProgress)> progress;
        glovebox::Callback<glovebox::domain::Image> done;
    };

    std::shared_ptr<Running> m_running;
};

} // namespace testsupport
