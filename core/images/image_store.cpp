#include "core/images/image_store.h"

#include "core/images/initrd_part.h"
#include "core/images/kernel_part.h"
#include "core/images/preparation.h"
#include "core/images/workbench.h"

#include <QPointer>

namespace glovebox::images {

namespace {

std::string sha256In(const Part &part, const std::string &file)
{
    for (const auto &entry : part.manifest.files)
        if (entry.name == file)
            return entry.sha256;
    return {};
}

} // namespace

ports::GuestImage guestImage(const HeldParts &parts)
{
    return {parts.kernel.path(kKernelFile), parts.initrd.path(kInitrdFile), parts.root.path(kRootFile),
            sha256OfText(sha256In(parts.kernel, kKernelFile) + sha256In(parts.initrd, kInitrdFile) +
                         sha256In(parts.root, kRootFile))
                .substr(0, 32)};
}

DebianImageStore::DebianImageStore(StoreOptions options)
    : m_options(std::move(options)), m_held(std::make_shared<HeldLocks>())
{
}

DebianImageStore::~DebianImageStore() = default;

Call DebianImageStore::prepare(std::function<void(ports::ImageProgress)> progress, Callback<ports::GuestImage> done)
{
    auto answer = [held = m_held, done = std::move(done)](Result<HeldParts> parts) {
        if (!parts)
            return done(tl::unexpected(parts.error()));
        const auto image = guestImage(*parts);
        (*held)[image.key] = parts->locks;
        done(image);
    };
    // Owns itself: gone when it has answered, or the Call lets go of it.
    auto *preparation = new Preparation(m_options, std::move(progress), std::move(answer));
    preparation->start();
    return Call([guard = QPointer<Preparation>(preparation)] {
        if (guard)
            guard->abandon();
    });
}

} // namespace glovebox::images
