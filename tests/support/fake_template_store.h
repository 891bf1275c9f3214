// Role: what is kept of defined templates, and files to be copied, in memory, for engine tests.
#pragma once

#include "core/base/sha256.h"
#include "core/domain/template_definition.h"
#include "core/ports/clock.h"
#include "core/ports/host_files.h"
#include "core/ports/template_store.h"

#include <algorithm>
#include <map>

namespace testsupport {

/// Outlives engines, as files do.
class FakeTemplateStore final : public glovebox::ports::TemplateStore {
public:
    glovebox::Result<glovebox::ports::TemplateShelf> read() override
    {
        glovebox::ports::TemplateShelf shelf{.templates = {}, .steps = steps, .unread = unread};
        for (const auto &[name, record] : records)
            shelf.templates.push_back(record);
        return shelf;
    }
    glovebox::Result<> keep(const glovebox::ports::StoredTemplate &record) override
    {
        if (!glovebox::domain::isTemplateName(record.name))
            return glovebox::fail(glovebox::ErrorCode::InvalidArgument, record.name);
        if (fault)
            return tl::unexpected(*fault);
        records[record.name] = record;
        return {};
    }
    glovebox::Result<> remove(const std::string &name) override
    {
        if (!glovebox::domain::isTemplateName(name))
            return glovebox::fail(glovebox::ErrorCode::InvalidArgument, name);
        records.erase(name);
        logs.erase(name);
        return {};
    }
    glovebox::Result<> keepSteps(const std::vector<glovebox::ports::StoredStep> &all) override
    {
        steps = all;
        return {};
    }
    glovebox::Result<std::unique_ptr<glovebox::ports::BuildLogFile>> beginLog(const std::string &name) override
    {
        struct Log final : glovebox::ports::BuildLogFile {
            explicit Log(std::string &into) : text(into) { text.clear(); }
            void write(std::string_view line) override { text += std::string(line) + '\n'; }
            std::string &text;
        };
        if (!glovebox::domain::isTemplateName(name))
            return glovebox::fail(glovebox::ErrorCode::InvalidArgument, name);
        return std::make_unique<Log>(logs[name]);
    }

    std::map<std::string, glovebox::ports::StoredTemplate> records;
    std::vector<glovebox::ports::StoredStep> steps;
    std::vector<std::string> unread;
    std::map<std::string, std::string> logs;
    std::optional<glovebox::Error> fault; // of keep()
};

class FakeHostFiles final : public glovebox::ports::HostFiles {
public:
    explicit FakeHostFiles(glovebox::ports::Clock &clock) : m_clock(clock) {}

    glovebox::Call survey(std::string path, glovebox::Callback<std::vector<glovebox::ports::HostEntry>> done) override
    {
        return m_clock.after(std::chrono::milliseconds(0), [this, path, done = std::move(done)] {
            std::vector<glovebox::ports::HostEntry> found;
            for (const auto &[name, content] : files) {
                if (name == path)
                    found.push_back(entryOf({}, content));
                else if (name.starts_with(path + '/'))
                    found.push_back(entryOf(name.substr(path.size() + 1), content));
            }
            if (found.empty())
                return done(glovebox::fail(glovebox::ErrorCode::NotFound, path));
            done(found);
        });
    }
    glovebox::Call read(std::string path, glovebox::ports::HostEntry entry,
                        glovebox::Callback<std::string> done) override
    {
        return m_clock.after(std::chrono::milliseconds(0), [this, path, entry, done = std::move(done)] {
            const auto found = files.find(entry.path.empty() ? path : path + '/' + entry.path);
            if (found == files.end())
                return done(glovebox::fail(glovebox::ErrorCode::NotFound, entry.path));
            if (glovebox::sha256Hex(found->second) != entry.sha256)
                return done(glovebox::fail(glovebox::ErrorCode::InvalidState, "it is not what it was"));
            done(found->second);
        });
    }

    std::map<std::string, std::string> files; // by absolute path; folders are what files are in

private:
    static glovebox::ports::HostEntry entryOf(std::string path, const std::string &content)
    {
        return {.path = std::move(path),
                .isFolder = false,
                .isExecutable = content.starts_with("#!"),
                .size = {content.size()},
                .sha256 = glovebox::sha256Hex(content)};
    }

    glovebox::ports::Clock &m_clock;
};

} // namespace testsupport
