// Role: TemplateStore as files: <data folder>/templates/<name>/record.json and build.log, and steps.json beside the
// folders. Thread: the engine's.
// Invariants: folders are 0700 and ours; a record is written aside, synced and renamed; no path is made of anything but
// a template's name.
#pragma once

#include "core/ports/template_store.h"

#include <memory>
#include <string>

namespace glovebox::images {

class TemplateFolder final : public ports::TemplateStore {
public:
    /// Makes it. Nobody else may have the data folder open. FolderUnusable.
    static Result<std::unique_ptr<TemplateFolder>> open(const std::string &dataDir);

    Result<ports::TemplateShelf> read() override;
    Result<> keep(const ports::StoredTemplate &record) override;
    Result<> remove(const std::string &name) override;
    Result<> keepSteps(const std::vector<ports::StoredStep> &steps) override;
    Result<std::unique_ptr<ports::BuildLogFile>> beginLog(const std::string &name) override;

private:
    explicit TemplateFolder(std::string path) : m_path(std::move(path)) {}
    Result<std::string> folderOf(const std::string &name) const;

    std::string m_path;
};

} // namespace glovebox::images
