// Role: the sample's images and the templates that somebody defined.
// Thread: the sample engine's.
#pragma once

#include "app/sample/operations.h"

#include <functional>
#include <optional>

namespace glovebox::sample {

class Library {
public:
    Library(Stage &stage, Operations &operations) : m_stage(stage), m_operations(operations) {}

    /// Imports and builds that are under way as the story begins go on.
    void begin();

    api::Verdict act(const api::ImportImage &wanted);
    api::Verdict act(const api::CancelImport &wanted);
    api::Verdict act(const api::RemoveImage &wanted);
    api::Verdict act(const api::NameImage &wanted);
    api::Verdict act(const api::VerifyImage &wanted);
    api::Verdict act(const api::CollectImages &wanted);
    api::Verdict act(const api::BuildAgentImage &wanted);

    api::Verdict act(const api::SaveTemplate &wanted);
    api::Verdict act(const api::BuildTemplate &wanted);
    api::Verdict act(const api::CancelTemplateBuild &wanted);
    api::Verdict act(const api::UseTemplateVersion &wanted);
    api::Verdict act(const api::DeleteTemplateVersion &wanted);
    api::Verdict act(const api::ForgetTemplate &wanted);

private:
    using ImageId = domain::ImageId;

    bool change(const ImageId &id, const std::function<void(api::ImageView &)> &how);
    bool change(const std::string &made, const std::function<void(api::DefinedTemplateView &)> &how);
    void import(const ImageId &id, double from);
    void arrived(const ImageId &id);
    void build(const std::string &made);
    void built(const std::string &made);

    Stage &m_stage;
    Operations &m_operations;
    int m_imports = 10;
};

} // namespace glovebox::sample
