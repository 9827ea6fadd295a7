import { chance, pick, type Random, skewed } from "./random.ts";

/** A person's name. */
export interface Person {
  first_name: string;
  last_name: string;
}

/** Generates a name. Most of a store's customers have names that are usual in its country. */
export function personOf(random: Random, country: string): Person {
  const atHome = chance(random, 0.8);
  const people = (country === "BD") === atHome ? southAsian : english;
  return { first_name: people.first(random), last_name: people.last(random) };
}

/** A street and a city of a country. */
export function placeOf(random: Random, country: string): { line1: string; city: string; postal_code: string } {
  const { streets, cities } = country === "BD" ? bangladesh : america;
  const [city, postal_code] = pick(random, cities).split(":") as [string, string];
  return { line1: `${1 + Math.floor(random() * 400)} ${pick(random, streets)}`, city, postal_code };
}

const words = (text: string) => text.trim().split(/\s+/);
const lines = (text: string) => text.split(",").map((line) => line.trim());

// Each list begins with the most frequent names.
const southAsian = {
  first: skewed(
    words(`
Mohammad Fatima Abdul Ayesha Rahim Nusrat Karim Farhana Tanvir Sadia Arif Tahmina Imran Sumaiya Hasan Jannat Rakib
Sharmin Mahmud Nasrin Kamal Rehana Shakib Mim Jamal Taslima Sohel Ruma Rafiq Shirin Nazmul Afroza Mizan Rumana Habib
Salma Faisal Jesmin Anwar Lamia Shahin Tania Masud Papia Sajib Sabina Rasel Munni Monir Shila Selim Rokeya Liton
Moushumi Jahid Nargis Babul Laila Sumon Anika Ashraf Bilkis Riad Dilruba Tareq Farzana Zahid Hosneara Nayeem Ismat
Omar Kaniz Parvez Lutfun Rubel Mahmuda Shafiq Nadia Torikul Parveen Ujjal Rabeya Yasin Shamima Zubair Umme Aminul
Wahida Belal Yasmin Delwar Zakia Ehsan Bithi Faruk Champa Golam Dola Hafiz Eva Iqbal Happy Jubayer Ivy Khaled Jui
Priya Aarav Anjali Arjun Deepa Vikram Kavita Rahul Lakshmi Rohan Meera Sanjay Neha Suresh Pooja Vijay Radha Amit Sunita
Anil Usha Ashok Asha Dinesh Divya Ganesh Gita Harish Indira Kiran Jaya Krishna Kamala Manoj Lata Mukesh Madhuri Naveen
Nandini Pradeep Parvati Rajesh Rani Ramesh Rekha Ravi Sarita Sachin Shanti Sandeep Sita Shyam Swati Sunil Uma Tarun
Vandana Uday Vidya Varun Vimala Vinod Zara Yash Ritu Bashir Abida Dawood Bushra Ghulam Hina Haroon Iram Junaid Kiran
Kashif Maryam Nadeem Noor Owais Qamar Qasim Rabia Rizwan Saima Saad Sana Tariq Uzma Usman Zainab Waqar Zeenat`),
  ),
  last: skewed(
    words(`
Ahmed Islam Rahman Hossain Khan Begum Khatun Akter Ali Hasan Uddin Chowdhury Miah Sultana Alam Karim Haque Sarkar Das
Bhuiyan Mollah Roy Sheikh Talukder Kabir Sikder Mondal Howlader Biswas Aziz Paul Saha Majumder Ghosh Dutta Barua Sen
Chakraborty Banerjee Mukherjee Bose Mitra Nath Dey Kar Kundu Sharma Patel Singh Kumar Gupta Verma Reddy Nair Iyer Menon
Pillai Rao Naidu Shetty Desai Mehta Shah Joshi Kulkarni Deshmukh Patil Jadhav Pawar More Chavan Gaikwad Shinde Bhat
Hegde Gowda Kamath Pai Prabhu Acharya Agarwal Bansal Goyal Jain Kapoor Khanna Malhotra Mehra Arora Bhatia Chopra Dhawan
Gill Grewal Sandhu Sidhu Dhillon Bajwa Brar Cheema Malik Butt Dar Lone Mir Wani Rather Qureshi Siddiqui Ansari Farooqi
Hashmi Jafri Kazmi Naqvi Rizvi Zaidi Abbasi Baig Mirza Mughal Pathan Afridi Yousafzai Khattak Durrani Tarin Baloch
Bugti Jatoi Soomro Memon Lakhani Merchant Contractor Daruwala Engineer Irani Kapadia Lala Mistry Sethna Tata Wadia
Fernandes Pereira Gomes Rozario Costa Corraya Palma Purification Gonsalves Hembrom Murmu Soren Tudu Kisku Marandi
Chakma Marma Tripura Larma Dewan Khisa Munda Oraon Rema Sangma Hajong Mridha Matubbar Fakir Gazi Kazi Laskar Munshi
Pramanik Sardar Tarafdar Khandaker Shikder Patwary Bepari Dewanji Mahmood Nahar Parvin Jahan Ara Bibi`),
  ),
};

const english = {
  first: skewed(
    words(`
James Mary John Patricia Robert Jennifer Michael Linda William Elizabeth David Barbara Richard Susan Joseph Jessica
Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Margaret Mark Sandra Donald Ashley
Steven Kimberly Paul Emily Andrew Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Dorothy George Melissa
Timothy Deborah Ronald Stephanie Edward Rebecca Jason Sharon Jeffrey Laura Ryan Cynthia Jacob Kathleen Gary Amy
Nicholas Angela Eric Shirley Jonathan Anna Stephen Brenda Larry Pamela Justin Emma Scott Nicole Brandon Helen Benjamin
Samantha Samuel Katherine Gregory Christine Alexander Debra Frank Rachel Patrick Carolyn Raymond Janet Jack Catherine
Dennis Maria Jerry Heather Tyler Diane Aaron Ruth Jose Julie Adam Olivia Nathan Joyce Henry Virginia Douglas Victoria
Zachary Kelly Peter Lauren Kyle Christina Ethan Joan Walter Evelyn Noah Judith Jeremy Megan Christian Andrea Keith
Cheryl Roger Hannah Terry Jacqueline Gerald Martha Harold Gloria Sean Teresa Austin Ann Carl Sara Arthur Madison
Lawrence Frances Dylan Kathryn Jesse Janice Jordan Jean Bryan Abigail Billy Alice Joe Julia Bruce Judy Gabriel Sophia
Logan Grace Albert Denise Willie Amber Alan Doris Juan Marilyn Wayne Danielle Elijah Beverly Randy Isabella Roy
Theresa Vincent Diana Ralph Natalie Eugene Brittany Russell Charlotte Bobby Marie Mason Kayla Philip Alexis Louis
Lori Zoe Xavier Quentin Una Ivan Oscar Ursula Yvonne Felix Fiona Hugo Ingrid Igor Odette Otto Zelda`),
  ),
  last: skewed(
    words(`
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson
Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young
Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts
Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez
Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood James
Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Myers Long Ross Foster Jimenez Powell Jenkins Perry
Russell Sullivan Bell Coleman Butler Henderson Barnes Fisher Vasquez Simmons Romero Jordan Patterson Alexander Hamilton
Graham Reynolds Griffin Wallace Moreno West Cole Hayes Bryant Herrera Gibson Ellis Tran Medina Aguilar Stevens Murray
Ford Castro Marshall Owens Harrison Fernandez McDonald Woods Washington Kennedy Wells Vargas Henry Chen Freeman Webb
Tucker Guzman Burns Crawford Olson Simpson Porter Hunter Gordon Mendez Silva Shaw Snyder Mason Dixon Munoz Hunt Hicks
Holmes Palmer Wagner Black Robertson Boyd Rose Stone Salazar Fox Warren Mills Meyer Rice Schmidt Garza Daniels Ferguson
Nichols Stephens Soto Weaver Ryan Gardner Payne Grant Dunn Kelley Spencer Hawkins O'Brien O'Connor Quinn Zimmerman
Underwood Ivanov Yates Xiong Vaughn Zhang Ueda Irwin`),
  ),
};

const bangladesh = {
  streets: lines(
    "Main St, Mirpur Road, Green Road, Elephant Road, Station Road, College Road, Kemal Ataturk Avenue, CDA Avenue",
  ),
  cities: lines(
    "Dhaka:1205, Chattogram:4000, Sylhet:3100, Khulna:9100, Rajshahi:6000, Barishal:8200, Rangpur:5400, Cumilla:3500",
  ),
};

const america = {
  streets: lines("Main St, Oak Ave, Maple Dr, Cedar Ln, 2nd Ave, Park Blvd, Washington St, Lake Rd, Hill St, Elm St"),
  cities: lines(
    "New York:10001, Austin:73301, Chicago:60601, Seattle:98101, Denver:80202, Boston:02108, Portland:97201, Miami:33101",
  ),
};
