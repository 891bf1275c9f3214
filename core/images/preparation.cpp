#include "core/images/preparation.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/images/stray_processes.h"

#include <QString>

namespace glovebox::images {

Q_LOGGING_CATEGORY(lcPreparation, "glovebox.images")

namespace {

using namespace std::chrono_literals;

/// How often the lock of another Glovebox is tried. It builds for half a minute.
constexpr auto kLockRetry = 250ms;
/// Parts of old recipes and agents that nothing boots from any more.
constexpr std::chrono::hours kUnusedPartKept{7 * 24};
/// One line of a tool, as shown.
constexpr ByteCount kShownLineMax{200};

} // namespace

Preparation::Preparation(StoreOptions options, std::function<void(ports::ImageProgress)> progress,
                         Callback<HeldParts> done)
    : m_options(std::move(options)), m_progress(std::move(progress)), m_done(std::move(done)), m_store(m_options.folder)
{
    m_lockRetry.setSingleShot(true);
    m_chain = new StepChain([this](const std::string &what) { began(what); },
                            [this](Result<> result) { finish(std::move(result)); });
}

Preparation::~Preparation()
{
    if (m_chain)
        m_chain->abandon();
}

void Preparation::start()
{
    addStep({}, &Preparation::look);
    m_chain->start();
}

void Preparation::abandon()
{
    if (!std::exchange(m_done, nullptr))
        return;
    m_progress = nullptr;
    m_lockRetry.stop();
    if (m_chain)
        m_chain->abandon();
    cleanUp([this] { deleteLater(); });
}

void Preparation::addStep(std::string what, Call (Preparation::*run)(Callback<>))
{
    m_chain->add({std::move(what), [this, run](Callback<> done) {
                      return (this->*run)(std::move(done));
                  }});
}

Call Preparation::look(Callback<> done)
{
    return m_pool.run<FoundParts>([options = m_options](const StopFlag &stop) { return findParts(options, stop); },
                                  [this, done = std::move(done)](Result<FoundParts> found) {
                                      if (!found)
                                          return done(tl::unexpected(found.error()));
                                      m_found = std::move(*found);
                                      if (!m_found.complete())
                                          planBuild();
                                      else if (!m_lock)
                                          addStep({}, &Preparation::tidy);
                                      done({});
                                  });
}

/// The first look goes without the lock, since nearly always everything is there. What others built while we waited
/// for the lock is found by the second.
void Preparation::planBuild()
{
    if (!m_lock) {
        addStep({}, &Preparation::takeLock);
        addStep({}, &Preparation::clearLeftovers);
        addStep({}, &Preparation::look);
        return;
    }
    if (!m_found.complaint.empty())
        qCWarning(lcPreparation).noquote()
            << "making a damaged part of the guest image anew:" << QString::fromStdString(m_found.complaint);
    addStep({}, &Preparation::checkHost);
    if (!m_found.kernel || !m_found.root) {
        addStep({}, &Preparation::askHostSettings);
        addStep({}, &Preparation::makeWorkspace);
    }
    if (!m_found.kernel)
        addKernelSteps();
    if (!m_found.root)
        addRootSteps();
    addStep("Making the initial RAM disk", &Preparation::buildInitrdPart);
    addStep({}, &Preparation::confirm);
}

Call Preparation::takeLock(Callback<> done)
{
    connect(&m_lockRetry, &QTimer::timeout, this, [this, done = std::move(done)] {
        auto lock = m_store.tryLock();
        if (!lock && lock.error().code == ErrorCode::Conflict) {
            if (m_shown.what.empty())
                began("Waiting for another Glovebox that prepares the guest image");
            m_lockRetry.start(kLockRetry);
            return;
        }
        if (lock)
            m_lock = std::move(*lock);
        done(lock ? Result<>() : Result<>(tl::unexpected(lock.error())));
    });
    m_lockRetry.start(0);
    return Call([this] { m_lockRetry.stop(); });
}

/// Everything is there; what a crash left is removed all the same, unless somebody builds.
Call Preparation::tidy(Callback<> done)
{
    return m_pool.run<void>(
        [store = m_store](const StopFlag &) {
            if (const auto lock = store.tryLock())
                store.sweep(kUnusedPartKept);
            return Result<>();
        },
        std::move(done));
}

Call Preparation::clearLeftovers(Callback<> done)
{
    m_shown = {};
    return m_pool.run<void>(
        [store = m_store](const StopFlag &) {
            store.sweep(kUnusedPartKept);
            return Result<>();
        },
        std::move(done));
}

/// What was built is read back once: a disk that lies is noticed now and not at boot.
Call Preparation::confirm(Callback<> done)
{
    return m_pool.run<FoundParts>(
        [options = m_options](const StopFlag &stop) { return findParts(options, stop); },
        [this, done = std::move(done)](Result<FoundParts> found) {
            if (!found)
                return done(tl::unexpected(found.error()));
            m_found = std::move(*found);
            if (!m_found.complete())
                return done(fail(ErrorCode::ImageBroken, "just made and already damaged: " + m_found.complaint));
            done({});
        });
}

void Preparation::began(const std::string &what)
{
    qCInfo(lcPreparation).noquote() << QString::fromStdString(what);
    m_shown.what = what;
    m_shown.line.clear();
    m_shown.step += m_lock ? 1 : 0;
    m_shown.steps = m_lock && m_chain ? m_shown.step + m_chain->shownAhead() : 0;
    if (const auto progress = m_progress)
        progress(m_shown);
}

void Preparation::said(std::string_view line)
{
    if (line.starts_with('/')) // apt's plans for dpkg, with the names of all packages
        return;
    m_shown.line = clipped(line, kShownLineMax);
    qCDebug(lcPreparation).noquote() << QString::fromStdString(m_shown.line);
    if (const auto progress = m_progress)
        progress(m_shown);
}

void Preparation::finish(Result<> result)
{
    cleanUp([this, result = std::move(result)] {
        m_lock.reset();
        deleteLater();
        auto done = std::exchange(m_done, nullptr);
        if (!done)
            return;
        if (!result)
            return done(tl::unexpected(result.error()));
        done(HeldParts{std::move(*m_found.kernel), std::move(*m_found.root), std::move(*m_found.initrd),
                       std::move(m_found.locks)});
    });
}

/// `then` comes at a later turn of the loop when there is something to remove, else at once.
void Preparation::cleanUp(std::function<void()> then)
{
    if (m_temporary.empty())
        return then();
    m_cleaning = m_pool.run<void>(
        [folder = m_temporary](const StopFlag &) {
            endStrayProcesses(folder);
            StoreFolder::remove(folder);
            return Result<>();
        },
        [then = std::move(then)](Result<>) { then(); });
}

} // namespace glovebox::images
