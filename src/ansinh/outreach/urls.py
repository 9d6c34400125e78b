"""The fund, sponsors' gifts, campaigns, staff and their training, awards: addresses."""

from django.urls import path

from ansinh.outreach import file_views
from ansinh.outreach.awards import views as awards
from ansinh.outreach.campaigns import views as campaigns
from ansinh.outreach.fund.views import money_in, money_out, years
from ansinh.outreach.gifts import views as gifts
from ansinh.outreach.staff.views import courses, posts

app_name = "outreach"
urlpatterns = [
    path("fund", years.funds, name="funds"),
    path("fund/new", years.new_fund, name="new-fund"),
    path("fund/pledges", money_in.pledges, name="pledges"),
    path("fund/pledges/<int:pledge_id>", money_in.one_pledge, name="pledge"),
    path("fund/receipts", money_in.receipts, name="receipts"),
    path("fund/receipts/<int:receipt_id>", money_in.one_receipt, name="receipt"),
    path("fund/uses", money_out.uses, name="uses"),
    path("fund/uses/<int:use_id>", money_out.use, name="use"),
    path("fund/uses/<int:use_id>/answer", money_out.answer_use, name="answer-use"),
    path("fund/<int:fund_id>", years.fund, name="fund"),
    path("fund/<int:fund_id>/close", years.close, name="close-fund"),
    path("fund/<int:fund_id>/pledge", money_in.new_pledge, name="new-pledge"),
    path("fund/<int:fund_id>/receive", money_in.new_receipt, name="new-receipt"),
    path("fund/<int:fund_id>/receipts-file", money_in.receipts_file, name="receipts-file"),
    path("fund/<int:fund_id>/use", money_out.new_use, name="new-use"),
    path("outreach-files/<int:taken_file_id>", file_views.taken_file, name="taken-file"),
    path("gifts", gifts.gifts, name="gifts"),
    path("gifts/<int:gift_id>", gifts.gift, name="gift"),
    path("households/<uuid:household_id>/gifts", gifts.household_gifts, name="household-gifts"),
    path("households/<uuid:household_id>/gifts/new", gifts.new_gift, name="new-gift"),
    path("sponsors", gifts.sponsors, name="sponsors"),
    path("communication", campaigns.messages, name="messages"),
    path("communication/new", campaigns.new_message, name="new-message"),
    path("communication/coverage", campaigns.covered, name="coverage"),
    path("communication/campaigns", campaigns.campaigns, name="campaigns"),
    path("communication/campaigns/new", campaigns.new_campaign, name="new-campaign"),
    path("communication/campaigns/<int:campaign_id>", campaigns.campaign, name="campaign"),
    path("communication/<int:spread_id>", campaigns.message, name="message"),
    path("staff", posts.staff, name="staff"),
    path("staff/new", posts.new_posting, name="new-posting"),
    path("staff/posts", posts.posts, name="posts"),
    path("staff/posts/new", posts.new_posts, name="new-posts"),
    path("staff/<int:staff_posting_id>", posts.posting, name="posting"),
    path("training", courses.courses, name="courses"),
    path("training/new", courses.new_course, name="new-course"),
    path("training/participants", courses.participants, name="participants"),
    path("training/participants/<int:participant_id>", courses.participant, name="participant"),
    path("training/<int:course_id>", courses.course, name="course"),
    path("training/<int:course_id>/participant", courses.new_participant, name="new-participant"),
    path("training/<int:course_id>/file", courses.participants_file, name="participants-file"),
    path("awards", awards.files, name="award-files"),
    path("awards/new", awards.new_file, name="new-award-file"),
    path("awards/kinds", awards.awards, name="awards"),
    path("awards/kinds/new", awards.new_award, name="new-award"),
    path("awards/kinds/<int:award_id>", awards.award, name="award"),
    path("awards/<int:award_file_id>", awards.file, name="award-file"),
    path("awards/<int:award_file_id>/appraise", awards.appraise_file, name="appraise-file"),
    path("awards/<int:award_file_id>/decide", awards.decide_file, name="decide-file"),
]
