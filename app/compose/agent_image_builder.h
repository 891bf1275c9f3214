// Role: the build of the agent image for an engine: as `gloveboxctl image build agent` does it, without a question: who
// asked was told what it takes, and can cancel it. Thread: the engine's.
#pragma once

#include "core/images/library/disk_image_library.h"
#include "core/ports/image_builder.h"
#include "core/system/paths.h"

#include <QObject>

namespace glovebox::compose {

class AgentImageBuilder final : public ports::ImageBuilder {
public:
    AgentImageBuilder(system::Paths paths, images::DiskImageLibrary &library);

    std::string name() const override;
    std::string source() const override;
    Call build(bool anew, std::function<void(ports::ImportProgress)> progress, Callback<domain::Image> done) override;

private:
    class Run;

    system::Paths m_paths;
    images::DiskImageLibrary &m_library;
};

} // namespace glovebox::compose
