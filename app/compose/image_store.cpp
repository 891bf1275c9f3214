#include "app/compose/image_store.h"

#include "core/images/image_store.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace glovebox::compose {

Result<std::string> agentBinary()
{
    const auto here = QCoreApplication::applicationDirPath();
    const QString places[]{here + QStringLiteral("/glovebox-agent"),
                           here + QStringLiteral("/../../core/guest/agent/glovebox-agent"),
                           here + QStringLiteral("/../libexec/glovebox/glovebox-agent")};
    for (const auto &place : places)
        if (const QFileInfo file(place); file.isFile())
            return file.canonicalFilePath().toStdString();
    return fail(ErrorCode::HostToolMissing, "the guest agent (glovebox-agent) is neither beside this program nor in "
                                            "libexec/glovebox; the installation is incomplete");
}

Result<> checkImageDir(const std::string &folder)
{
    const auto path = QString::fromStdString(folder);
    const auto wrong = [&](const std::string &why) {
        return fail(ErrorCode::InvalidArgument, "--image-dir: " + folder + ' ' + why +
                                                    "; name a folder with 'kernel' and 'root' as `gloveboxctl image "
                                                    "prepare` makes them, or leave it out");
    };
    if (!QFileInfo(path).isDir())
        return wrong(QFileInfo::exists(path) ? "is not a folder" : "does not exist");
    for (const auto *part : {"kernel", "root"})
        if (!QFileInfo(path + QLatin1Char('/') + QLatin1String(part)).isDir())
            return wrong(std::string("is not a finished guest image: it has no folder '") + part + '\'');
    return {};
}

Result<images::StoreOptions> imageStoreOptions(const system::Paths &paths, const std::string &imageDir)
{
    if (!imageDir.empty())
        GB_CHECK(checkImageDir(imageDir));
    images::StoreOptions options;
    options.folder = paths.cache() + "/images";
    options.agentBinary = agentBinary().value_or(std::string());
    options.readyFolder = imageDir;
    return options;
}

Result<std::unique_ptr<ports::ImageStore>> makeImageStore(const system::Paths &paths, const std::string &imageDir)
{
    GB_CHECK(agentBinary()); // before anything begins
    GB_TRY(options, imageStoreOptions(paths, imageDir));
    return std::make_unique<images::DebianImageStore>(std::move(options));
}

} // namespace glovebox::compose
