// Role: images and templates that somebody defined in words: names, where they come from, what an import is at, what a
// step does, who stands on them. All of it safe to draw. Pure.
#pragma once

#include "core/api/views.h"

#include <QString>
#include <QStringList>

namespace glovebox::format {

/// Its first name; without one its source, or its id.
QString imageTitle(const api::ImageView &image);
/// "On disk: 1.4 GiB in packed file systems, 512 MiB in layers; 96 MiB are unneeded"
QString imageDisk(const api::ImageDisk &disk);
/// "96 MiB would become free now."
QString imageUnneeded(const api::ImageDisk &disk);
/// "3f2a91bc04d7" of "sha256:3f2a91bc04d7…".
QString shortDigest(const std::string &digest);
/// "registry", "OCI layout", "archive", "tarball", "built here"
QString originWord(domain::ImageOrigin origin);
/// While it is imported: "Reading layer 3 of 7, 41 / 102 MiB"; empty when it is not.
QString importStep(const api::ImageView &image);
/// "2 sandboxes, 1 template, 3 snapshots"; empty: nothing stands on it.
QString usedBy(const api::ImageView &image);
/// "linux/amd64"
QString platform(const domain::Image &image);
/// A program with its arguments as somebody would type it.
QString argumentsInWords(const std::vector<std::string> &arguments);
QString commandInWords(const domain::CommandLine &command);

/// "image python:3.12-slim", "template web", "snapshot snap-3c90de"
QString baseInWords(const domain::TemplateBase &base);
/// "run", "env", "workdir", "user", "copy": as the definition's file has it.
QString stepKind(const domain::TemplateStep &step);
/// What follows that word, in one line.
QString stepInWords(const domain::TemplateStep &step);
/// "asks \"curl -f …\" every 1 s for up to 1 min"
QString readyInWords(const domain::ReadyCheck &ready);
/// While it is built: "Step 3 of 7: run apt-get install -y git"; empty when it is not.
QString definedStep(const api::DefinedTemplateView &made);
/// Of its versions; null: it has none yet.
const api::TemplateVersionView *currentVersion(const api::DefinedTemplateView &made);

} // namespace glovebox::format
