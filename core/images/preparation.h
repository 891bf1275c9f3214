// Role: one prepare() from its start to its answer: look, wait for the lock, look again, build what is missing.
// Thread: the engine's. Owns itself: gone when it has answered or was abandoned.
#pragma once

#include "core/images/find_parts.h"
#include "core/images/steps.h"
#include "core/images/workbench.h"

#include <QPointer>

#include <functional>

namespace glovebox::images {

class Preparation final : public QObject {
public:
    Preparation(StoreOptions options, std::function<void(ports::ImageProgress)> progress, Callback<HeldParts> done);
    ~Preparation() override;

    void start();
    /// Nothing is called any more; what runs is killed, what is half-made removed. Safe from inside our callbacks.
    void abandon();

private:
    // Looking.
    Call look(Callback<> done);
    Call takeLock(Callback<> done);
    Call clearLeftovers(Callback<> done);
    Call tidy(Callback<> done);
    Call confirm(Callback<> done);
    void planBuild();

    // Building; build_steps.cpp.
    void addKernelSteps();
    void addRootSteps();
    Call checkHost(Callback<> done);
    Call resolveKernel(Callback<> done);
    Call fetchKernel(Callback<> done);
    Call unpackKernel(Callback<> done);
    Call finishKernel(Callback<> done);
    Call installPackages(Callback<> done);
    Call packRoot(Callback<> done);
    Call finishRoot(Callback<> done);
    Call buildInitrdPart(Callback<> done);
    Call publishing(std::function<Result<Part>(const StopFlag &)> work, std::optional<Part> &slot, Callback<> done);
    void addStep(std::string what, Call (Preparation::*run)(Callback<>));
    void addStep(std::string what, Call (Workbench::*run)(Callback<>));
    std::string temporary(const std::string &name) const { return m_bench.temporary(name); }

    // Telling.
    void began(const std::string &what);
    void said(std::string_view line);
    void finish(Result<> result);

    StoreOptions m_options;
    std::function<void(ports::ImageProgress)> m_progress;
    Callback<HeldParts> m_done;
    ports::ImageProgress m_shown;

    FoundParts m_found;
    PackageVersion m_kernelPackage;
    Workbench m_bench;
    QPointer<StepChain> m_chain; // owns itself, and is gone before we are
};

} // namespace glovebox::images
