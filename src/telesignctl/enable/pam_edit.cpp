#include "telesignctl/enable/pam_edit.h"

#include "support/text.h"
#include "telesignctl/pam/protection.h"

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>

namespace telesignctl {

namespace {

using lines = std::vector<std::string>;

/// The lines of a text, each with its line end if it has one.
lines split(std::string_view text) {
    lines result;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        result.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return result;
}

bool begins(const std::string& text) {
    return text.starts_with(block_begin);
}

bool ends(const std::string& text) {
    return text.starts_with(block_end);
}

/// Who is not in the group goes on below our lines; a jump says nothing for or against them.
/// (pam_setcred gets PAM_IGNORE of pam_succeed_if.)
std::string jump_line(const std::string& group, std::size_t over) {
    return fmt::format("auth       [success=ignore auth_err={0} user_unknown={0} ignore=ignore default=die] "
                       "pam_succeed_if.so quiet user ingroup {1}\n",
                       over, group);
}

/// After a key, PAM has no first factor: pam_permit lets in whom policy asks for no code, and nobody whom our module
/// refuses gets there.
lines code_lines(factor before) {
    if (before == factor::key)
        return {"auth       requisite    pam_telesign.so\n", "auth       sufficient   pam_permit.so\n"};
    return {"auth       required     pam_telesign.so\n"};
}

std::string block_of(const std::string& service, const protection_wish& wish) {
    const lines asking = code_lines(wish.before);
    std::string block = block_title(service, wish) + '\n';
    if (!wish.group.empty())
        block += jump_line(wish.group, asking.size());
    for (const std::string& each : asking)
        block += each;
    return block.append(block_end).append("\n");
}

/// `text` with the block after its line `after` (0: above all).
std::string with_block(const lines& text, unsigned after, std::string block) {
    std::string result;
    for (unsigned at = 0; at < after; ++at)
        result += text[at];
    if (after > 0 &&
        !text[after - 1].ends_with('\n')) { // the file's last line: its missing line end stays missing
        block.insert(block.begin(), '\n');
        block.pop_back();
    }
    result += block;
    for (std::size_t at = after; at < text.size(); ++at)
        result += text[at];
    return result;
}

/// After which lines of the file to try, the best place first.
std::vector<unsigned> places(const pam::stack& stack, factor before) {
    std::vector<unsigned> result;
    const auto& all = stack.entries;
    const auto first = std::find_if(all.begin(), all.end(), pam::is_first_factor);
    if (before == factor::key) {
        const auto above = first == all.end() ? all.begin() : first;
        result.push_back(above == all.end() ? 0 : above->own_first - 1);
        return result;
    }
    const auto last = std::find_if(all.rbegin(), all.rend(), pam::is_first_factor);
    for (auto at = last.base(); last != all.rend() && at <= all.end(); ++at)
        if (const unsigned line = (at - 1)->own_last; result.empty() || result.back() != line)
            result.push_back(line);
    return result;
}

/// What is wrong with the stack for this wish; empty: nothing.
std::string fault_of(const pam::protection& found, const protection_wish& wish) {
    if (!found.code_asked)
        return "a line before ends or jumps over the place where the code would be asked (`sufficient`, "
               "`done` or a "
               "number): change it to `requisite`";
    if (found.refused_code_lets_in || found.outage_lets_in)
        return "a later line lets in although the code was refused";
    if (found.asked_before_first_factor && wish.before == factor::password)
        return "a wrong password would make the phone ring: change `required` in the first factor's line to "
               "`requisite`, and `substack` to `include`";
    if (wish.before == factor::password && (found.code_alone_lets_in || found.unasked_needs_nothing))
        return "a wrong password would not be refused";
    if (!found.lets_in || found.unasked_refused || !found.others_let_in)
        return "nobody would be let in any more";
    if (!wish.group.empty() && (!found.in_group_only || found.others_need_nothing))
        return "those outside of the group would not be served as before";
    return {};
}

/// Whether a group's name stands for itself in a PAM file and in sshd_config, whose patterns know `*` and `!`.
bool is_plain_name(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](unsigned char each) {
        return std::isalnum(each) != 0 || each == '_' || each == '-' || each == '.' || each >= 0x80;
    });
}

} // namespace

std::string block_title(const std::string& service, const protection_wish& wish) {
    return fmt::format("{} {}{}{}", block_begin, service, wish.before == factor::key ? " --key" : "",
                       wish.group.empty() ? "" : " --group " + wish.group);
}

std::optional<std::string> find_block(std::string_view text) {
    for (const std::string& each : split(text))
        if (begins(each))
            return std::string{support::trim(each)};
    return std::nullopt;
}

tl::expected<std::string, std::string> add_block(const std::string& service, const protection_wish& wish,
                                                 const pam::file_reader& read) {
    if (!is_plain_name(wish.group))
        return tl::unexpected{
            std::string{"--group: a group's name has letters, digits, `.`, `_` and `-` only"}};
    const pam::stack before = pam::load_auth(service, read);
    if (!before.problems.empty())
        return tl::unexpected{before.problems.front() + ": mend it first"};
    if (const auto ours = std::find_if(before.entries.begin(), before.entries.end(), pam::is_ours);
        ours != before.entries.end())
        return tl::unexpected{
            fmt::format("{}: line {}: names pam_telesign.so already: take that out, or leave it", ours->file,
                        ours->text.first)};
    const std::string text = read(service);
    const auto tried = places(before, wish.before);
    std::string why = "it asks for no password that could come before the code";
    for (const unsigned after : tried) {
        std::string changed = with_block(split(text), after, block_of(service, wish));
        const auto found = pam::examine(pam::load_auth(
            service, [&](const std::string& name) { return name == service ? changed : read(name); }));
        const std::string fault = fault_of(found, wish);
        if (fault.empty())
            return changed;
        why = fault;
    }
    return tl::unexpected{fmt::format("{}: no place for the code: {}", service, why)};
}

tl::expected<std::string, std::string> remove_block(std::string_view text) {
    std::string result;
    bool inside = false;
    for (const std::string& each : split(text)) {
        if (begins(each) == inside && (begins(each) || ends(each)))
            return tl::unexpected{fmt::format(
                "`{}` and `{}` do not stand in pairs: take our lines out by hand", block_begin, block_end)};
        if (begins(each)) {
            inside = true;
        } else if (ends(each)) {
            inside = false;
            if (!each.ends_with('\n') && result.ends_with('\n')) // as with_block() left it
                result.pop_back();
        } else if (const bool is_ours =
                       each.starts_with("auth ") && (each.find("pam_telesign.so") != each.npos ||
                                                     each.find(" pam_permit.so") != each.npos ||
                                                     each.find("pam_succeed_if.so quiet user") != each.npos);
                   !inside || !is_ours) {
            result += each;
        }
    }
    if (inside)
        return tl::unexpected{fmt::format("`{}` is missing: take our lines out by hand", block_end)};
    return result;
}

} // namespace telesignctl
